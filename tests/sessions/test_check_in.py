"""A person checks in at the door with the code on the screen."""

from __future__ import annotations

import datetime as dt

import pytest

from courses.models import Enrolment, EnrolmentState
from lms.common.errors import Refused
from sessions import checkin, codes
from sessions.actions import cancel_session, check_in, mark_attendance
from sessions.models import Attendance


@pytest.fixture
def code(opening):
    """The code that the opening's screen shows at a moment: ``code(at("09:00"))``."""
    return lambda now: codes.shown_at(opening.code_secret, now).code


def test_on_time_is_present(opening, enrolment, participant, code, at):
    done = check_in(person=participant, code=code(at("08:45")), now=at("08:45"))
    assert (done.session, done.already) == (opening, False)
    assert Attendance.objects.values_list("status", "source").get() == ("present", "code")


@pytest.mark.parametrize(("wall", "status"), [("09:09", "present"), ("09:10", "late"), ("11:30", "late")])
def test_from_ten_minutes_on_it_is_late_until_the_half_day_ends(
    opening, enrolment, participant, code, at, wall, status
):
    check_in(person=participant, code=code(at(wall)), now=at(wall))
    assert Attendance.objects.get().status == status


def test_a_repeat_changes_nothing(opening, enrolment, participant, code, at):
    check_in(person=participant, code=code(at("08:45")), now=at("08:45"))
    again = check_in(person=participant, code=code(at("09:30")), now=at("09:30"))
    assert again.already
    assert Attendance.objects.values_list("status", "at").get() == ("present", at("08:45"))


def test_the_trainer_s_mark_stands(opening, enrolment, participant, trainer, code, at):
    mark_attendance(session=opening, marks={enrolment.pk: "absent"}, actor=trainer)
    assert check_in(person=participant, code=code(at("09:00")), now=at("09:00")).already
    assert Attendance.objects.get().status == "absent"


@pytest.mark.parametrize("wall", ["07:59", "17:31"])
def test_the_door_is_closed_before_and_after(agenda, enrolment, participant, code, at, wall):
    with pytest.raises(Refused) as no:
        check_in(person=participant, code=code(at(wall)), now=at(wall))
    assert no.value.code == "not_open"


def test_it_opens_thirty_minutes_early(opening, at):
    assert not checkin.is_open(opening, at("08:29") + dt.timedelta(seconds=59))
    assert checkin.is_open(opening, at("08:30"))
    assert not checkin.is_open(opening, at("12:30"))


def test_a_wrong_code_and_an_old_one_are_refused(opening, enrolment, participant, code, at):
    for typed in ("", "WRONG2", code(at("08:43"))):
        with pytest.raises(Refused) as no:
            check_in(person=participant, code=typed, now=at("08:45"))
        assert no.value.code == "wrong_code"
    assert not Attendance.objects.exists()


def test_only_who_has_a_seat_gets_in(opening, stranger, participant, enrolment, code, at):
    Enrolment.objects.filter(pk=enrolment.pk).update(state=EnrolmentState.WAITING)
    for person in (stranger, participant):
        with pytest.raises(Refused) as no:
            check_in(person=person, code=code(at("09:00")), now=at("09:00"))
        assert no.value.code == "not_open"


def test_a_cancelled_session_has_no_door(opening, enrolment, participant, trainer, code, at):
    cancel_session(session=opening, reason="Storm.", actor=trainer)
    with pytest.raises(Refused):
        check_in(person=participant, code=code(at("09:00")), now=at("09:00"))


def test_a_scan_that_is_confirmed_later_counts_from_when_it_was_scanned(
    opening, enrolment, participant, at, monkeypatch
):
    ticket = checkin.ticket_for(opening, participant, at("09:08"))
    check_in(person=participant, ticket=ticket, now=at("09:12"))
    row = Attendance.objects.get()
    assert (row.status, row.at, row.received_at) == ("present", at("09:08"), at("09:12"))


def test_a_ticket_is_good_for_its_person_only(opening, enrolment, participant, make_seat, at):
    other = make_seat("other@example.org").person
    ticket = checkin.ticket_for(opening, participant, at("09:08"))
    for person, word in ((other, ticket), (participant, ticket[:-2] + "xx"), (participant, "x")):
        with pytest.raises(Refused) as no:
            check_in(person=person, ticket=word, now=at("09:09"))
        assert no.value.code == "ticket_expired"


def test_the_door_costs_the_same_for_one_training_and_for_three(
    opening, enrolment, participant, at, course, django_assert_num_queries
):
    from courses.models import Training
    from sessions.actions import make_agenda

    def look():
        with django_assert_num_queries(1):
            return checkin.open_sessions(participant, at("09:00"))

    one = look()
    for n in range(2):
        other = Training.objects.create(
            slug=f"t{n}", title="T", course=course, time_zone="Africa/Harare", starts_on=opening.date
        )
        Enrolment.objects.create(training=other, person=participant, state=EnrolmentState.CONFIRMED)
        make_agenda(training=other)
    assert len(look()) == 3 * len(one)
