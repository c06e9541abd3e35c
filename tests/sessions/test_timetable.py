"""Wall time is the truth: what clock changes do to sessions, and what they do not."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from schedule.models import Event

from courses.models import Training
from lms.common.errors import Refused
from sessions import timetable
from sessions.actions import add_series, cancel_session, move_session

KYIV = timetable.zone_of("Europe/Kyiv")


@pytest.fixture
def clinic(course, db):
    """A training in Kyiv in the autumn of 2026: clocks go back on 25 October, at 04:00."""
    return Training.objects.create(
        slug="kyiv", title="Kyiv", course=course, time_zone="Europe/Kyiv", starts_on=dt.date(2026, 10, 5), mode="online"
    )


def weekly(clinic, **more):
    return add_series(
        training=clinic,
        title="Weekly clinic",
        first=dt.date(2026, 10, 7),
        until=dt.date(2026, 11, 18),
        starts=dt.time(10),
        ends=dt.time(11),
        **more,
    )


def test_a_weekly_series_stays_at_its_wall_time_when_the_clocks_change(clinic):
    sessions = weekly(clinic)
    assert [s.date for s in sessions] == [dt.date(2026, 10, 7) + dt.timedelta(weeks=n) for n in range(7)]
    assert {(s.starts, s.ends) for s in sessions} == {(dt.time(10), dt.time(11))}
    assert [s.starts_at.hour for s in sessions] == [7, 7, 7, 8, 8, 8, 8]


def test_the_same_series_reckoned_in_utc_would_drift(clinic):
    weekly(clinic)
    event = clinic.series.get().event
    in_utc = timetable.expand(event, dt.UTC, dt.date(2026, 11, 18))
    walls = {dt.datetime.combine(s.date, s.starts, tzinfo=dt.UTC).astimezone(KYIV).hour for s in in_utc}
    assert walls == {9, 10}, "the guard: this is why the window is given in the venue's zone"


def test_every_second_week(clinic):
    assert len(weekly(clinic, weeks=2)) == 4


def test_moving_and_cancelling_one_leaves_the_rest(clinic, trainer):
    sessions = weekly(clinic)
    move_session(session=sessions[2], date=dt.date(2026, 10, 22), starts=dt.time(15), ends=dt.time(16), actor=trainer)
    cancel_session(session=sessions[3], reason="Public holiday.", actor=trainer)
    rest = clinic.sessions.exclude(pk__in=[sessions[2].pk, sessions[3].pk])
    assert {(s.starts, s.sequence) for s in rest} == {(dt.time(10), 0)}


def test_each_session_of_a_series_has_its_own_event_and_the_rule_stays_apart(clinic):
    sessions = weekly(clinic)
    calendar = clinic.timetable.calendar
    assert Event.objects.filter(calendar=calendar).count() == len(sessions)
    assert not Event.objects.filter(calendar=calendar, rule__isnull=False).exists()


def test_a_time_that_the_clock_skips_is_refused():
    with pytest.raises(Refused) as no:
        timetable.utc_of(dt.date(2026, 3, 29), dt.time(3, 30), KYIV)
    assert no.value.code == "no_such_time"


def test_a_time_that_the_clock_shows_twice_is_its_first():
    first = timetable.utc_of(dt.date(2026, 10, 25), dt.time(3, 30), KYIV)
    assert first == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)


def test_an_unknown_zone_is_refused():
    for name in ("Mars/Base", "", "../etc/passwd"):
        with pytest.raises(Refused):
            timetable.zone_of(name)


@given(
    date=st.dates(dt.date(2023, 1, 1), dt.date(2035, 12, 31)),
    wall=st.times().map(lambda t: t.replace(second=0, microsecond=0, fold=0)),
    name=st.sampled_from(["Europe/Kyiv", "Africa/Harare", "America/Santiago", "Asia/Kathmandu", "Australia/Lord_Howe"]),
)
def test_the_moment_shows_the_wall_time_again_in_every_zone(date, wall, name):
    zone = timetable.zone_of(name)
    exists = dt.datetime.combine(date, wall, tzinfo=zone).astimezone(dt.UTC).astimezone(zone).time() == wall
    if exists:
        local = timetable.utc_of(date, wall, zone).astimezone(zone)
        assert (local.date(), local.time()) == (date, wall)
    else:
        with pytest.raises(Refused):
            timetable.utc_of(date, wall, zone)
