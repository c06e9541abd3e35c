"""Begin a test, or go on with it."""

from __future__ import annotations

import datetime as dt
import random
import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Answer, AssessmentLesson, Attempt, Question
from assessments.windows import window
from courses.actions.record_progress import record_progress
from courses.models import Enrolment, LessonProgress, ProgressState
from courses.models.progress import FINISHED
from lms.common.errors import Refused


def start_attempt(*, enrolment: Enrolment, lesson: AssessmentLesson) -> Attempt:
    """The open attempt of this enrolment at this test; a new one if none is open.

    Fixes the questions and their order. Refused: ``not_taking_part``, ``other_course``, ``too_early``,
    ``closed``, ``locked`` (a lesson before it is not done), ``no_tries_left``, ``no_questions``.
    """
    with transaction.atomic():
        # Two presses at once: the enrolment's row is the queue, so the second finds the first one's attempt.
        # (The constraint of one open attempt would refuse it otherwise.)
        locked = Enrolment.objects.select_for_update(of=("self",)).select_related("training").get(pk=enrolment.pk)
        attempts = list(Attempt.objects.filter(enrolment=locked, lesson=lesson).order_by("number"))
        for attempt in attempts:
            if attempt.is_open:
                return attempt
        _refuse_unless_allowed(locked, lesson, tries_used=len(attempts))
        assessment = lesson.assessment
        questions = list(
            Question.objects.non_polymorphic().filter(assessment=assessment, is_current=True).order_by("position", "pk")
        )
        if not questions:
            raise Refused(_("This test has no questions yet."), code="no_questions")
        seed = secrets.randbelow(2**31)
        if assessment.shuffle:
            random.Random(seed).shuffle(questions)  # noqa: S311  (an order, no secret)
        now = timezone.now()
        attempt = Attempt.objects.create(
            enrolment=locked,
            lesson=lesson,
            number=len(attempts) + 1,
            seed=seed,
            started_at=now,
            expires_at=_end(lesson, locked, now),
        )
        Answer.objects.bulk_create(
            Answer(attempt=attempt, question_id=question.pk, position=place)
            for place, question in enumerate(questions, start=1)
        )
        record_progress(enrolment=locked, lesson=lesson, state=ProgressState.IN_PROGRESS)
    return attempt


def _refuse_unless_allowed(enrolment: Enrolment, lesson: AssessmentLesson, *, tries_used: int) -> None:
    if not enrolment.takes_part:
        raise Refused(_("You have no seat in this training."), code="not_taking_part")
    if lesson.module.course_id != enrolment.training.course_id:
        raise Refused(_("This test belongs to another course."), code="other_course")
    now, opening = timezone.now(), window(lesson, enrolment.training)
    if opening.is_early(now):
        raise Refused(_("This test is not open yet."), code="too_early")
    if opening.is_over(now):
        raise Refused(_("This test has closed."), code="closed")
    if missing_lessons(enrolment, lesson):
        raise Refused(_("Finish the lessons before this test first."), code="locked")
    tries = lesson.assessment.tries
    if tries is not None and tries_used >= tries:
        raise Refused(_("You have no try left."), code="no_tries_left")


def missing_lessons(enrolment: Enrolment, lesson: AssessmentLesson) -> list[str]:
    """Titles of the lessons that have to be done before this test and are not."""
    done = LessonProgress.objects.filter(enrolment=enrolment, state__in=FINISHED)
    titles = lesson.after.exclude(pk__in=done.values("lesson")).values_list("title", flat=True)
    return [str(title) for title in titles]


def _end(lesson: AssessmentLesson, enrolment: Enrolment, now: dt.datetime) -> dt.datetime | None:
    """When the time is over: after the test's minutes, at the latest when it closes for everyone."""
    ends = [window(lesson, enrolment.training).closes_at]
    if lesson.assessment.minutes:
        ends.append(now + dt.timedelta(minutes=lesson.assessment.minutes))
    return min((end for end in ends if end is not None), default=None)
