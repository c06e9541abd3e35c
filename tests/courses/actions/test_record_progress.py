"""A lesson's state only ever goes forward."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.actions.record_progress import record_progress
from courses.models import Lesson, LessonProgress, ProgressState
from courses.models.progress import FINISHED

S = ProgressState


@pytest.fixture
def lesson(course):
    return Lesson.objects.get(slug="one")


def test_first_visit_makes_one_row(enrolment, lesson):
    row = record_progress(enrolment=enrolment, lesson=lesson, state=S.IN_PROGRESS)
    assert (row.state, row.finished_at, row.score) == ("in_progress", None, None)
    again = record_progress(enrolment=enrolment, lesson=lesson, state=S.IN_PROGRESS)
    assert again.pk == row.pk
    assert LessonProgress.objects.count() == 1


def test_finishing_stamps_the_time_once(enrolment, lesson):
    record_progress(enrolment=enrolment, lesson=lesson, state=S.IN_PROGRESS)
    done = record_progress(enrolment=enrolment, lesson=lesson, state=S.DONE)
    again = record_progress(enrolment=enrolment, lesson=lesson, state=S.DONE)
    assert done.finished_at is not None
    assert again.finished_at == done.finished_at


def test_opening_a_finished_lesson_takes_nothing_back(enrolment, lesson):
    record_progress(enrolment=enrolment, lesson=lesson, state=S.PASSED, score=80)
    for state in (S.IN_PROGRESS, S.FAILED, S.DONE):
        row = record_progress(enrolment=enrolment, lesson=lesson, state=state, score=20)
        assert (row.state, row.score) == ("passed", Decimal("80.00"))


def test_a_better_second_try_counts(enrolment, lesson):
    record_progress(enrolment=enrolment, lesson=lesson, state=S.FAILED, score=40)
    row = record_progress(enrolment=enrolment, lesson=lesson, state=S.PASSED, score=70.5)
    assert (row.state, row.score) == ("passed", Decimal("70.50"))
    assert record_progress(enrolment=enrolment, lesson=lesson, state=S.PASSED, score=90).score == Decimal("90.00")


def test_a_failed_lesson_may_be_tried_again(enrolment, lesson):
    record_progress(enrolment=enrolment, lesson=lesson, state=S.FAILED, score=40)
    assert record_progress(enrolment=enrolment, lesson=lesson, state=S.IN_PROGRESS).state == "in_progress"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(S.values), min_size=1, max_size=8))
def test_whatever_the_order_a_finish_stays(enrolment, lesson, states):
    LessonProgress.objects.all().delete()
    rows = [record_progress(enrolment=enrolment, lesson=lesson, state=state) for state in states]
    seen_finish = False
    for state, row in zip(states, rows, strict=True):
        seen_finish |= state in FINISHED
        assert (row.state in FINISHED) == seen_finish
        assert (row.finished_at is not None) == seen_finish
    assert (rows[-1].state == "passed") == ("passed" in states)


def test_four_tabs_at_once_leave_one_row(together, enrolment, lesson):
    together(
        *[
            lambda state=state: record_progress(enrolment=enrolment, lesson=lesson, state=state)
            for state in (S.IN_PROGRESS, S.DONE, S.IN_PROGRESS, S.FAILED)
        ]
    )
    assert LessonProgress.objects.get().state == "done"
