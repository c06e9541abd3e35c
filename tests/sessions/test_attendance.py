"""The register's marks, and the share that they add up to."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from courses.models import Enrolment, EnrolmentState
from lms.common.errors import Refused
from sessions.actions import cancel_session, make_agenda, mark_attendance, mark_rest, undo_press
from sessions.models import Attendance, AttendanceStatus
from sessions.presence import Mark, attendance_share, credit, reckon, shares_for
from sessions.register import press_to_undo


@pytest.fixture
def counting(training):
    """The four sessions that count, one per half day."""
    make_agenda(training=training)
    return list(training.sessions.counting())


@pytest.fixture
def seats(training, make_person, enrolment):
    """Amina and two colleagues."""
    more = [
        Enrolment.objects.create(
            training=training, person=make_person(f"p{n}@example.org"), state=EnrolmentState.CONFIRMED, country_id="ZW"
        )
        for n in range(2)
    ]
    return [enrolment, *more]


def test_no_mark_is_not_absence(counting, enrolment):
    share = attendance_share(enrolment)
    assert (share.total, share.marked, share.attended) == (4, 0, 0)
    assert not Attendance.objects.exists()


def test_shares_add_up_over_half_days(counting, enrolment, trainer):
    for session, status in zip(counting, ["present", "late", "absent", "excused"], strict=True):
        mark_attendance(session=session, marks={enrolment.pk: status}, actor=trainer)
    share = attendance_share(enrolment)
    assert (share.attended, share.total, share.percent, share.marked, share.excused) == (2, 4, 50, 4, 1)


def test_known_minutes_of_part_of_a_session_count(counting, enrolment, trainer):
    # The opening lasts 30 minutes.
    mark_attendance(session=counting[0], marks={enrolment.pk: "partly"}, minutes={enrolment.pk: 10}, actor=trainer)
    assert attendance_share(enrolment).attended == Decimal("0.33")
    mark_attendance(session=counting[0], marks={enrolment.pk: "partly"}, minutes={enrolment.pk: 600}, actor=trainer)
    assert attendance_share(enrolment).attended == 1


def test_a_cancelled_session_takes_its_half_day_out(counting, enrolment, trainer):
    mark_attendance(session=counting[0], marks={enrolment.pk: "present"}, actor=trainer)
    for session in counting[1:]:
        cancel_session(session=session, reason="Storm.", actor=trainer)
    assert attendance_share(enrolment).percent == 100


def test_a_training_without_sessions_says_that_nothing_is_known(enrolment):
    assert not attendance_share(enrolment).is_known


def test_shares_of_many_cost_two_queries(counting, seats, trainer, django_assert_num_queries):
    mark_rest(session=counting[0], actor=trainer)
    for some in (seats[:1], seats):
        with django_assert_num_queries(2):
            shares = shares_for(some)
        assert {share.attended for share in shares.values()} == {1}


def test_all_who_are_not_marked_yet_become_present_and_nobody_else(counting, seats, trainer):
    mark_attendance(session=counting[0], marks={seats[0].pk: "absent"}, actor=trainer)
    assert mark_rest(session=counting[0], actor=trainer).changed == 2
    assert sorted(Attendance.objects.values_list("status", flat=True)) == ["absent", "present", "present"]


def test_the_same_press_again_changes_nothing(counting, seats, trainer):
    press = {"session": counting[0], "actor": trainer, "client_id": "press-1"}
    assert mark_attendance(marks={seats[0].pk: "late"}, **press).changed == 1
    mark_attendance(session=counting[0], marks={seats[0].pk: "absent"}, actor=trainer)
    again = mark_attendance(marks={seats[0].pk: "late"}, **press)
    assert (again.changed, again.repeated) == (0, True)
    assert Attendance.objects.get().status == "absent"


def test_a_mark_can_be_taken_away(counting, enrolment, trainer):
    mark_attendance(session=counting[0], marks={enrolment.pk: "absent"}, actor=trainer)
    mark_attendance(session=counting[0], marks={enrolment.pk: "not_marked"}, actor=trainer)
    assert not Attendance.objects.exists()
    assert attendance_share(enrolment).marked == 0


def test_undo_takes_back_the_last_press_but_not_what_others_marked_since(counting, seats, trainer, coordinator):
    press = mark_rest(session=counting[0], actor=trainer).batch.pk
    mark_attendance(session=counting[0], marks={seats[0].pk: "absent"}, actor=coordinator)
    assert undo_press(session=counting[0], actor=trainer, press=press).changed == 2
    assert list(Attendance.objects.values_list("enrolment_id", "status")) == [(seats[0].pk, "absent")]


def test_the_same_undo_again_does_not_reach_for_the_press_before(counting, seats, trainer):
    mark_attendance(session=counting[0], marks={seats[0].pk: "late"}, actor=trainer)
    press = mark_attendance(session=counting[0], marks={seats[1].pk: "absent"}, actor=trainer).batch.pk
    undo_press(session=counting[0], actor=trainer, press=press)
    again = undo_press(session=counting[0], actor=trainer, press=press)
    assert (again.changed, again.repeated) == (0, True)
    assert list(Attendance.objects.values_list("enrolment_id", "status")) == [(seats[0].pk, "late")]
    assert press_to_undo(counting[0], trainer) != press


def test_nobody_undoes_what_another_has_pressed_or_an_undo(counting, seats, trainer, coordinator):
    press = mark_rest(session=counting[0], actor=trainer).batch.pk
    for session, actor in ((counting[0], coordinator), (counting[1], trainer)):
        with pytest.raises(Refused) as no:
            undo_press(session=session, actor=actor, press=press)
        assert no.value.code == "nothing_to_undo"
    assert press_to_undo(counting[0], coordinator) is None
    undo_press(session=counting[0], actor=trainer, press=press)
    assert press_to_undo(counting[0], trainer) is None


def test_nobody_without_a_seat_is_marked(counting, seats, trainer):
    Enrolment.objects.filter(pk=seats[1].pk).update(state=EnrolmentState.WITHDRAWN)
    with pytest.raises(Refused) as no:
        mark_attendance(session=counting[0], marks={e.pk: "present" for e in seats}, actor=trainer)
    assert no.value.code == "not_enrolled"
    assert not Attendance.objects.exists()


def test_unknown_marks_are_refused_by_the_action_and_by_the_table(counting, enrolment, trainer):
    with pytest.raises(Refused):
        mark_attendance(session=counting[0], marks={enrolment.pk: "maybe"}, actor=trainer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(session=counting[0], enrolment=enrolment, status="unknown")


@given(
    status=st.sampled_from(AttendanceStatus.values),
    minutes=st.none() | st.integers(0, 2000),
    length=st.integers(0, 600),
)
def test_a_mark_is_worth_between_nothing_and_all(status, minutes, length):
    assert 0 <= credit(Mark(status, minutes), length) <= 1


@given(
    marks=st.dictionaries(st.integers(1, 12), st.sampled_from(AttendanceStatus.values)),
    half_days=st.dictionaries(st.integers(1, 4), st.lists(st.integers(1, 12), min_size=1, max_size=3, unique=True)),
)
def test_a_share_never_exceeds_the_whole_and_a_better_mark_never_lowers_it(marks, half_days):
    days = {n: [(pk, 60) for pk in sessions] for n, sessions in half_days.items()}
    share = reckon(days, {pk: Mark(status) for pk, status in marks.items()})
    assert 0 <= share.attended <= share.total
    assert 0 <= share.percent <= 100
    assert reckon(days, {pk: Mark("present") for pk in marks}).attended >= share.attended
