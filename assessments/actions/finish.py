"""Hand in: by the person, or by the clock when the time is over."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import transaction
from django.utils import timezone

from assessments import scoring
from assessments.models import Answer, Attempt, AttemptState, Purpose, Question, Shown
from courses.actions.record_progress import record_progress
from courses.models import ProgressState

logger = logging.getLogger(__name__)


def submit_attempt(*, attempt: Attempt) -> Attempt:
    """Hand in what is saved and score it. Handing in twice, or after the clock did, changes nothing."""
    return _finish(attempt.pk, AttemptState.SUBMITTED)


def close_expired() -> int:
    """Hand in every open attempt whose time is over, with what is saved; return how many."""
    due = Attempt.objects.overdue(timezone.now()).order_by("expires_at").values_list("pk", flat=True)
    closed = 0
    for pk in list(due[:500]):
        attempt = _finish(pk, AttemptState.TIMED_OUT)
        logger.info("attempt %s closed, its time was over at %s", pk, attempt.expires_at)
        closed += 1
    return closed


def _finish(pk: int, state: AttemptState) -> Attempt:
    with transaction.atomic():
        # Two presses, or a press and the clock: the second waits here and finds it done.
        attempt = Attempt.objects.select_for_update(of=("self",)).select_related("lesson__assessment").get(pk=pk)
        now = timezone.now()
        if not attempt.is_open:
            return attempt
        if state == AttemptState.TIMED_OUT and (attempt.expires_at is None or attempt.expires_at > now):
            # Extra time was given between the clock's look and the lock.
            return attempt
        if attempt.expires_at is not None and now > attempt.expires_at:
            state = AttemptState.TIMED_OUT
        settle(attempt, state=state, at=now)
    return attempt


def settle(attempt: Attempt, *, state: AttemptState, at: dt.datetime) -> None:
    """Score all answers, write the result and the lesson's progress. The caller holds the attempt's lock."""
    lesson = attempt.lesson
    answers = list(Answer.objects.filter(attempt=attempt).order_by("position"))
    questions = {
        question.pk: question
        for question in Question.objects.filter(pk__in=[one.question_id for one in answers]).prefetch_related("options")
    }
    earned = []
    for answer in answers:
        question = questions[answer.question_id]
        credit = question.credit(frozenset(answer.value), list(question.options.all()))
        answer.score = scoring.points(credit, question.points)
        earned.append((answer.score, question.points))
    Answer.objects.bulk_update(answers, ["score"])
    total = scoring.total(earned, lesson.assessment.pass_mark)
    attempt.state, attempt.submitted_at = state, at
    attempt.score, attempt.max_score = total.score, total.max_score
    attempt.percent, attempt.passed = total.percent, total.passed
    attempt.save(update_fields=["state", "submitted_at", "score", "max_score", "percent", "passed"])
    record_progress(
        enrolment=attempt.enrolment,
        lesson=lesson,
        state=_progress(lesson.purpose, passed=total.passed),
        # The course page would show it: not before the test's own rule does.
        score=total.percent if lesson.assessment.result_shown == Shown.AT_ONCE else None,
    )


def _progress(purpose: str, *, passed: bool) -> ProgressState:
    """A test before the training only has to be taken; the others have to be passed."""
    if purpose == Purpose.PRE:
        return ProgressState.DONE
    return ProgressState.PASSED if passed else ProgressState.FAILED
