"""The agenda follows its training to other days and zones, or says why it cannot."""

from __future__ import annotations

import datetime as dt

import pytest

from courses.actions.plan_training import FIELDS, change_training
from courses.actions.stages import cancel_training
from courses.models import Stage, Training
from lms.common.errors import Refused
from sessions.actions import add_session, change_place, mark_attendance
from sessions.models import VenueSpace


@pytest.fixture
def change(training, coordinator):
    def change(**values):
        training.refresh_from_db()
        values = {name: getattr(training, name) for name in FIELDS} | values
        return change_training(training=training, values=values, actor=coordinator)

    return change


def walls(training):
    return list(training.sessions.order_by("pk").values_list("day", "starts", "ends"))


def test_another_first_day_moves_every_session_and_every_calendar_hears_of_it(training, agenda, change):
    before = {one.pk: one for one in agenda}
    wall = walls(training)

    change(starts_on=training.starts_on + dt.timedelta(days=1))

    assert walls(training) == wall
    for one in training.sessions.select_related("event"):
        was = before[one.pk]
        assert one.date == was.date + dt.timedelta(days=1)
        assert one.starts_at == was.starts_at + dt.timedelta(days=1)
        assert (one.event.start, one.event.end) == (one.starts_at, one.ends_at)
        assert (one.uid, one.sequence) == (was.uid, was.sequence + 1)


def test_another_zone_keeps_the_clock_on_the_wall(training, agenda, change):
    wall = walls(training)

    change(time_zone="America/Lima")

    assert walls(training) == wall
    one = training.sessions.order_by("starts_at").first()
    assert one.time_zone == "America/Lima"
    assert one.starts_at.astimezone(one.zone).time() == one.starts


def test_other_words_leave_the_agenda_alone(training, agenda, change):
    change(title="Another title", days=3)
    assert set(training.sessions.values_list("sequence", flat=True)) == {0}


def test_once_somebody_was_marked_the_days_stay(training, agenda, opening, enrolment, trainer, change):
    mark_attendance(session=opening, marks={enrolment.pk: "present"}, actor=trainer)
    first = training.starts_on

    with pytest.raises(Refused) as refusal:
        change(starts_on=first + dt.timedelta(days=1))

    assert refusal.value.code == "marked"
    training.refresh_from_db()
    assert training.starts_on == first
    assert set(training.sessions.values_list("sequence", flat=True)) == {0}


def test_fewer_days_than_the_agenda_has_are_refused(training, agenda, change):
    with pytest.raises(Refused) as refusal:
        change(days=1)
    assert refusal.value.code == "days"


def test_a_hall_that_is_taken_on_the_new_day_is_told(training, agenda, change, course):
    hall = VenueSpace.objects.create(name="Hall", city="Harare")
    training.sessions.update(venue=hall)
    later = training.starts_on + dt.timedelta(days=7)
    theirs = Training.objects.create(
        slug="theirs", title="Theirs", course=course, country_id="ZW", city="Harare",
        time_zone="Africa/Harare", starts_on=later, stage=Stage.OPEN,
    )  # fmt: skip
    add_session(training=theirs, title="Theirs", date=later, starts=dt.time(9), ends=dt.time(12), venue=hall)

    with pytest.raises(Refused) as refusal:
        change(starts_on=later)

    assert refusal.value.code == "busy"
    assert set(training.sessions.values_list("sequence", flat=True)) == {0}


def test_who_was_booked_twice_with_a_reason_changes_the_hall_and_moves_with_both_sessions(training, trainer, change):
    first = training.starts_on
    for number, reason in ((1, ""), (2, "Both of them teach together.")):
        add_session(
            training=training, title=f"Room {number}", date=first, starts=dt.time(9), ends=dt.time(11),
            presenters=[trainer], override_reason=reason,
        )  # fmt: skip
    hall = VenueSpace.objects.create(name="Hall", city="Harare")

    change_place(session=training.sessions.first(), venue=hall, meeting_url="", actor=None)
    training.sessions.update(sequence=0)
    change(starts_on=first + dt.timedelta(days=7))
    change(time_zone="America/Lima")

    assert set(training.sessions.values_list("date", "sequence")) == {(first + dt.timedelta(days=7), 2)}


def test_a_presenter_who_is_busy_elsewhere_on_the_new_day_is_told(training, agenda, trainer, change, course):
    later = training.starts_on + dt.timedelta(days=7)
    theirs = Training.objects.create(
        slug="theirs", title="Theirs", course=course, starts_on=later, time_zone=training.time_zone
    )
    for one in (training, theirs):
        add_session(
            training=one, title="Hers", date=one.starts_on, starts=dt.time(19), ends=dt.time(20), presenters=[trainer]
        )

    with pytest.raises(Refused) as refusal:
        change(starts_on=later)

    assert refusal.value.code == "busy"


def test_a_cancelled_training_takes_its_agenda_with_it(training, agenda, coordinator):
    training.starts_on = training.today() + dt.timedelta(days=3)
    training.save()

    cancel_training(training=training, reason="The host cannot come.", actor=coordinator)

    assert not training.sessions.exclude(status="cancelled").exists()
    assert set(training.sessions.values_list("status_reason", flat=True)) == {"The host cannot come."}
    assert not training.sessions.filter(event__isnull=False).exists()
