"""Open a lesson, finish a lesson: what a reader does with the lessons that she completes herself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from courses.actions.record_progress import record_progress
from courses.models import CompletionRule, Enrolment, Lesson, LessonProgress, ProgressState
from courses.progress import outline
from lms.common.errors import Refused

SELF_COMPLETED = (CompletionRule.TICKED.value, CompletionRule.OPENED.value)


def _check_open(enrolment: Enrolment, lesson: Lesson) -> None:
    try:
        step = outline(lesson.module.course, enrolment).step_of(lesson)
    except KeyError:
        raise Refused(_("This lesson belongs to another course."), code="other_course") from None
    if lesson.module.course_id != enrolment.training.course_id:
        raise Refused(_("This lesson belongs to another course."), code="other_course")
    if step.is_locked:
        raise Refused(_("This lesson is not open yet."), code="locked")


def open_lesson(*, enrolment: Enrolment, lesson: Lesson) -> LessonProgress:
    """Note that she reads it; done at once where opening is all that is asked. Raises Refused when locked."""
    _check_open(enrolment, lesson)
    done = lesson.completion == CompletionRule.OPENED
    state = ProgressState.DONE if done else ProgressState.IN_PROGRESS
    return record_progress(enrolment=enrolment, lesson=lesson, state=state)


def complete_lesson(*, enrolment: Enrolment, lesson: Lesson) -> LessonProgress:
    """Her own tick. Raises Refused when the lesson is locked, or when a test or a form completes it."""
    if lesson.completion not in SELF_COMPLETED:
        raise Refused(_("This lesson is done when its test is passed or its form is sent."), code="not_self_completed")
    _check_open(enrolment, lesson)
    return record_progress(enrolment=enrolment, lesson=lesson, state=ProgressState.DONE)
