"""From a blueprint to real sessions, and what may be changed afterwards."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from schedule.models import Calendar, Event

from courses.actions.stages import cancel_training
from courses.models import Training
from lms.common.errors import Refused
from lms.common.languages import CODES, texts_of
from sessions.actions import add_series, add_session, cancel_session, change_place, make_agenda, move_session
from sessions.models import Blueprint, SessionPresenter, SessionStatus, TrainingSession, VenueSpace


def test_the_built_in_blueprints_are_there_in_six_languages(db):
    assert set(Blueprint.objects.values_list("slug", flat=True)) == {"two-day", "online-four-half-days"}
    for blueprint in Blueprint.objects.prefetch_related("items"):
        for text in [blueprint.title, *(item.title for item in blueprint.items.all())]:
            assert set(texts_of(text)) == set(CODES), text


def test_each_half_day_of_a_blueprint_has_one_item_that_counts(db):
    for blueprint in Blueprint.objects.prefetch_related("items"):
        assert [item.half_day for item in blueprint.items.all() if item.counts_for_attendance] == [1, 2, 3, 4]


def test_items_of_a_blueprint_do_not_overlap(db):
    for blueprint in Blueprint.objects.all():
        items = list(blueprint.items.all())
        for before, after in itertools.pairwise(items):
            assert (before.day, before.ends) <= (after.day, after.starts)


def test_a_blueprint_becomes_sessions_at_the_venue_s_wall_time(training):
    sessions = make_agenda(training=training)
    assert len(sessions) == 26
    opening = training.sessions.get(day=1, starts="09:00")
    assert opening.date == training.starts_on
    # Harare is two hours ahead of UTC all year.
    assert opening.starts_at == dt.datetime.combine(training.starts_on, dt.time(7), tzinfo=dt.UTC)
    assert training.sessions.filter(day=2, date=training.starts_on + dt.timedelta(days=1)).count() == 13


def test_each_session_has_one_event_in_its_training_s_calendar(training):
    make_agenda(training=training)
    assert Calendar.objects.count() == 1
    for session in training.sessions.select_related("event"):
        assert (session.event.start, session.event.end) == (session.starts_at, session.ends_at)
    assert Event.objects.count() == 26


def test_the_agenda_is_made_once(training):
    first = make_agenda(training=training)
    again = make_agenda(training=training, blueprint="online-four-half-days")
    assert [s.pk for s in again] == [s.pk for s in first]
    assert Event.objects.count() == 26


def test_an_agenda_longer_than_the_training_is_refused(training):
    with pytest.raises(Refused) as no:
        make_agenda(training=training, blueprint="online-four-half-days")
    assert no.value.code == "too_few_days"
    assert not training.sessions.exists()


def test_moving_keeps_the_uid_counts_up_and_leaves_the_others(training, trainer):
    first, *others = make_agenda(training=training)
    before = {s.pk: (s.starts_at, s.sequence) for s in others}
    moved = move_session(session=first, date=first.date, starts=dt.time(8), ends=dt.time(8, 30), actor=trainer)
    assert (moved.uid, moved.sequence, moved.status) == (first.uid, 1, SessionStatus.MOVED)
    assert Event.objects.get(pk=moved.event_id).start == moved.starts_at
    assert {s.pk: (s.starts_at, s.sequence) for s in training.sessions.exclude(pk=moved.pk)} == before


def test_moving_to_the_same_time_is_no_change(training, trainer):
    session = make_agenda(training=training)[0]
    same = move_session(session=session, date=session.date, starts=dt.time(8, 30), ends=dt.time(9), actor=trainer)
    assert (same.sequence, same.status) == (0, SessionStatus.PLANNED)


def test_cancelling_needs_a_reason_and_frees_the_time(training, trainer):
    session = make_agenda(training=training)[3]
    with pytest.raises(Refused):
        cancel_session(session=session, reason="  ", actor=trainer)
    cancel_session(session=session, reason="The speaker is ill.", actor=trainer)
    again = cancel_session(session=session, reason="Pressed twice.", actor=trainer)
    assert (again.sequence, again.status_reason, again.event_id) == (1, "The speaker is ill.", None)
    assert Event.objects.count() == 25


def test_another_place_counts_up_too(training, trainer):
    session = make_agenda(training=training)[3]
    hall = VenueSpace.objects.create(name="Main hall", city="Harare", country_id="ZW")
    changed = change_place(session=session, venue=hall, meeting_url="", actor=trainer)
    assert (changed.sequence, changed.status) == (1, SessionStatus.PLANNED)


@pytest.mark.parametrize(("mode", "code"), [("online", "no_venue_online"), ("in_person", "no_link_in_person")])
def test_the_place_fits_the_way_of_taking_part(training, trainer, mode, code):
    Training.objects.filter(pk=training.pk).update(mode=mode)
    session = make_agenda(training=training)[3]
    hall = VenueSpace.objects.create(name="Main hall") if mode == "online" else None
    link = "" if hall else "https://meeting.example/1"
    with pytest.raises(Refused) as no:
        change_place(session=session, venue=hall, meeting_url=link, actor=trainer)
    assert no.value.code == code


def test_an_end_before_the_start_is_refused(training):
    with pytest.raises(Refused) as no:
        add_session(training=training, title="X", date=training.starts_on, starts=dt.time(10), ends=dt.time(10))
    assert no.value.code == "ends_before_start"


def test_one_hall_holds_one_session_at_a_time_and_back_to_back_is_fine(training):
    hall = VenueSpace.objects.create(name="Main hall")

    def add(start: str, end: str, **more):
        times = {"starts": dt.time.fromisoformat(start), "ends": dt.time.fromisoformat(end)}
        return add_session(training=training, title="Workshop", date=training.starts_on, **times, **more)

    add("09:00", "10:00", venue=hall)
    add("10:00", "11:00", venue=hall)
    add("09:30", "10:30")
    with pytest.raises(Refused) as no:
        add("09:59", "10:01", venue=hall)
    assert no.value.code == "busy"
    add("09:59", "10:01", venue=hall, override_reason="The hall is divided for this.")


def test_a_presenter_is_in_one_place_at_a_time_across_trainings(training, trainer, course):
    other = Training.objects.create(
        slug="lusaka", title="Lusaka", course=course, time_zone="Africa/Lusaka", starts_on=training.starts_on
    )
    at = {"date": training.starts_on, "starts": dt.time(9), "ends": dt.time(10), "presenters": [trainer]}
    add_session(training=training, title="One", **at)
    with pytest.raises(Refused) as no:
        add_session(training=other, title="Two", **at)
    assert no.value.code == "busy"


def test_a_cancelled_session_blocks_nobody(training, trainer):
    at = {"date": training.starts_on, "starts": dt.time(9), "ends": dt.time(10), "presenters": [trainer]}
    first = add_session(training=training, title="One", **at)
    assert SessionPresenter.objects.count() == 1
    cancel_session(session=first, reason="No quorum.", actor=trainer)
    add_session(training=training, title="Two", **at)
    assert TrainingSession.objects.taking_place().count() == 1


def test_a_cancelled_training_gets_no_agenda_again(training, coordinator, login, trainer):
    training.starts_on = training.today() + dt.timedelta(days=5)
    training.save()
    seen = Training.objects.get(pk=training.pk)
    cancel_training(training=training, reason="The host cannot come.", actor=coordinator)
    wall = {"starts": dt.time(9), "ends": dt.time(10)}

    for fill in (
        lambda: make_agenda(training=seen),
        lambda: add_session(training=seen, title="Late", date=seen.starts_on, **wall),
        lambda: add_series(training=seen, title="Clinic", first=seen.starts_on, until=seen.starts_on, **wall),
    ):
        with pytest.raises(Refused) as refusal:
            fill()
        assert refusal.value.code == "cancelled"
    assert not seen.sessions.exists()
    assert "Make the agenda" not in login(trainer).get(f"/en/trainings/{training.slug}/sessions/").text
