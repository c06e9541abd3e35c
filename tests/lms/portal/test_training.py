"""The page of one training offers each reader the doors that open for her, and no other."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from courses.actions.stages import cancel_training
from courses.models import Enrolment, EnrolmentState, TrainingStaff
from sessions.actions import add_session


@pytest.fixture
def now(training):
    """A session that goes on, whatever the hour."""
    here = timezone.now().astimezone(training.zone)
    training.starts_on = here.date()
    training.save()
    return add_session(
        training=training, title="Going on", date=here.date(), starts=dt.time(0, 0), ends=dt.time(23, 59, 59)
    )


@pytest.fixture
def page(training, login):
    return lambda person: login(person).get(f"/en/trainings/{training.slug}/").text


def test_the_host_changes_the_training_and_its_trainer_does_not(training, page, coordinator, coordinator_zw, trainer):
    change = f"/en/trainings/{training.slug}/edit/"
    assert change in page(coordinator)
    assert change in page(coordinator_zw)
    assert change not in page(trainer)


def test_who_takes_part_and_who_runs_it_are_shown_the_room(now, page, enrolment, participant, trainer):
    assert f"/en/sessions/{now.pk}/room/" in page(participant)
    assert f"/en/sessions/{now.pk}/room/" in page(trainer)


def test_who_waits_and_who_coordinates_one_country_are_shown_no_door(now, page, training, make_person, coordinator_zw):
    waiting = make_person("waiting@example.org", country="ZW")
    Enrolment.objects.create(
        training=training, person=waiting, country_id="ZW", state=EnrolmentState.WAITING, waiting_number=1
    )
    for person in (waiting, coordinator_zw):
        text = page(person)
        assert training.title in text
        assert "/room/" not in text
        assert "/check-in/" not in text


def test_a_guest_presenter_comes_in_and_has_nothing_to_check_in(now, page, training, make_person, login):
    guest = make_person("guest@example.org", country="BH")
    TrainingStaff.objects.create(training=training, person=guest, function=TrainingStaff.Function.PRESENTER)

    text = page(guest)

    assert "Join the session" in text
    assert "/check-in/" not in text
    assert login(guest).get(f"/en/sessions/{now.pk}/room/").status_code == 200


@pytest.mark.parametrize("state", [EnrolmentState.CONFIRMED, EnrolmentState.OFFERED, EnrolmentState.WAITING])
def test_a_cancelled_training_offers_no_seat_and_wants_none_back(training, page, participant, coordinator, state):
    training.starts_on = training.today() + dt.timedelta(days=9)
    training.save()
    Enrolment.objects.create(
        training=training, person=participant, state=state, country_id="BH",
        waiting_number=1, offer_expires_at=timezone.now() + dt.timedelta(days=1),
    )  # fmt: skip
    leave = f"/en/trainings/{training.slug}/decline/"
    assert leave in page(participant)

    cancel_training(training=training, reason="The host cannot come.", actor=coordinator)

    text = page(participant)
    assert "This training was cancelled." in text
    for asked in (leave, f"/en/trainings/{training.slug}/accept/", "Your place in line", 'id="certificate"'):
        assert asked not in text
