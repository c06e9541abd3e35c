"""Keep an answer. The one write of a test that must never be lost, doubled or overtaken."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.actions.finish import settle
from assessments.models import Answer, Attempt, AttemptState, Question
from lms.common.errors import Refused

logger = logging.getLogger(__name__)

# An answer given in time may travel this long.
MARGIN = dt.timedelta(seconds=60)


@dataclass(frozen=True)
class Saved:
    """What became of a save.

    ``is_stale``: a newer answer from elsewhere is there; it was kept, and ``value`` and ``revision`` are its own.
    """

    revision: int
    value: list[str]
    saved_at: dt.datetime | None
    is_stale: bool = False


def save_answer(*, attempt: Attempt, question: int, value: Iterable[Any], revision: int, client_id: str) -> Saved:
    """Keep what was chosen (keys of choices) for a question of the attempt.

    ``revision`` is the one the chooser saw; it must still be the newest. ``client_id`` names this one save, so
    that sending it again changes nothing and gets the same answer.

    Refused: ``unknown_question``, ``bad_value``, ``handed_in``, ``time_over`` (more than a minute late).
    """
    wanted = {str(key) for key in value}
    now = timezone.now()
    with transaction.atomic():
        while True:
            # The lock on the attempt orders saves and handing in: what was acknowledged is scored. Handing in
            # takes the attempt first and its answers then; locking the answer here as well would be a deadlock.
            answer = (
                Answer.objects.select_for_update(of=("attempt",))
                .select_related("attempt", "question")
                .filter(attempt_id=attempt.pk, question_id=question)
                .first()
            )
            if answer is None:
                raise Refused(_("This question is not part of the test."), code="unknown_question")
            if client_id and answer.client_id == client_id:
                return Saved(answer.revision, answer.value, answer.saved_at)
            _refuse_unless_in_time(answer.attempt, now)
            if revision != answer.revision:
                return Saved(answer.revision, answer.value, answer.saved_at, is_stale=True)
            chosen = _clean(answer.question, wanted)
            # The answer itself was read before the lock was ours, so it may have moved on: then look again.
            if Answer.objects.filter(pk=answer.pk, revision=answer.revision).update(
                value=chosen, revision=answer.revision + 1, client_id=client_id[:36], saved_at=now
            ):
                break
        if not answer.attempt.is_open:
            # The clock closed it a moment ago; this answer was under way. Count it.
            settle(answer.attempt, state=AttemptState.TIMED_OUT, at=answer.attempt.submitted_at or now)
    if answer.attempt.expires_at is not None and now > answer.attempt.expires_at:
        logger.info("attempt %s: answer kept %s after the end", attempt.pk, now - answer.attempt.expires_at)
    return Saved(answer.revision + 1, chosen, now)


def mark_answer(*, attempt: Attempt, question: int, marked: bool) -> None:
    """Remember that she wants to look again, or no longer. Refused: ``handed_in``, ``unknown_question``."""
    changed = Answer.objects.filter(
        attempt_id=attempt.pk, question_id=question, attempt__state=AttemptState.OPEN
    ).update(marked=marked)
    if not changed:
        if Answer.objects.filter(attempt_id=attempt.pk, question_id=question).exists():
            raise Refused(_("This test is handed in. Nothing can be changed any more."), code="handed_in")
        raise Refused(_("This question is not part of the test."), code="unknown_question")


def _clean(question: Question, wanted: set[str]) -> list[str]:
    """The chosen keys in the author's order; every one must be a choice of this question."""
    # The kind is known without loading its own row: a save stays a handful of queries.
    kind = question.get_real_instance_class() or Question
    chosen = [key for key in kind.keys(list(question.options.all())) if key in wanted]
    if len(chosen) != len(wanted) or (len(chosen) > 1 and not kind.is_multiple):
        raise Refused(_("This choice does not belong to the question."), code="bad_value", field=f"q{question.pk}")
    return chosen


def _refuse_unless_in_time(attempt: Attempt, now: dt.datetime) -> None:
    if attempt.state == AttemptState.SUBMITTED:
        raise Refused(_("This test is handed in. Nothing can be changed any more."), code="handed_in")
    if attempt.expires_at is not None and now > attempt.expires_at + MARGIN:
        raise Refused(_("The time is over. What was saved before is handed in."), code="time_over")
    if attempt.state == AttemptState.TIMED_OUT and attempt.expires_at is None:
        raise Refused(_("The time is over. What was saved before is handed in."), code="time_over")
