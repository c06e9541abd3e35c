"""What home shows of a person's day."""

from __future__ import annotations

import datetime as dt

import pytest

from courses.models import Enrolment, EnrolmentState, Training
from sessions.actions import cancel_session, make_agenda, mark_attendance
from sessions.agenda import next_for


def test_her_day_in_order_with_states_and_marks(agenda, opening, enrolment, participant, trainer, at):
    mark_attendance(session=opening, marks={enrolment.pk: "late"}, actor=trainer)
    today = next_for(participant, at("10:20"))
    assert len(today.items) == 13
    assert [item.state for item in today.items] == ["done"] * 3 + ["in_progress"] + ["todo"] * 9
    assert today.items[1].mark == "late"
    assert today.current == today.items[3]
    assert today.current.minutes_left == 40
    assert str(today.upcoming.session) == "Global Hub tour, joining"


@pytest.mark.parametrize(("wall", "shown"), [("07:59", None), ("08:00", 30), ("08:29", 1)])
def test_half_an_hour_before_the_next_one_is_announced(agenda, enrolment, participant, at, wall, shown):
    current = next_for(participant, at(wall)).current
    assert (current.minutes_to_start if current else None) == shown


def test_the_minute_of_the_end_belongs_to_what_follows(agenda, enrolment, participant, at):
    assert next_for(participant, at("09:30")).current.session.kind == "test"


def test_in_the_evening_it_says_what_tomorrow_begins_with(agenda, enrolment, participant, at):
    today = next_for(participant, at("20:00"))
    assert (today.current, today.upcoming.session.day) == (None, 2)
    assert {item.state for item in today.items} == {"done"}


def test_the_day_is_the_venue_s_and_not_the_server_s(enrolment, participant, course):
    # 23:30 on the 9th in UTC is the morning of the 10th in Auckland.
    there = Training.objects.create(
        slug="auckland", title="A", course=course, time_zone="Pacific/Auckland", starts_on=dt.date(2031, 3, 10)
    )
    Enrolment.objects.create(training=there, person=participant, state=EnrolmentState.CONFIRMED)
    make_agenda(training=there)
    today = next_for(participant, dt.datetime(2031, 3, 9, 23, 30, tzinfo=dt.UTC))
    assert {item.session.date for item in today.items} == {dt.date(2031, 3, 10)}


def test_a_cancelled_session_is_shown_but_is_never_next(agenda, enrolment, participant, trainer, at):
    cancel_session(session=agenda[5], reason="Storm.", actor=trainer)
    today = next_for(participant, at("10:20"))
    assert today.items[5].state == "cancelled"
    assert str(today.upcoming.session) == "AI along the workflow: overview"


def test_strangers_have_an_empty_day_and_trainers_their_own(agenda, stranger, trainer, at):
    assert not next_for(stranger, at("10:20"))
    assert len(next_for(trainer, at("10:20")).items) == 13


def test_it_costs_the_same_for_one_training_and_for_three(
    agenda, enrolment, participant, at, course, training, django_assert_num_queries
):
    def look():
        with django_assert_num_queries(3):
            return next_for(participant, at("10:20"))

    look()
    for n in range(2):
        other = Training.objects.create(
            slug=f"t{n}", title="T", course=course, time_zone="Africa/Harare", starts_on=training.starts_on
        )
        Enrolment.objects.create(training=other, person=participant, state=EnrolmentState.CONFIRMED)
        make_agenda(training=other)
    assert len(look().items) == 39
