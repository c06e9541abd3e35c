"""How far a person is with a lesson: the only writer of ``LessonProgress``."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from courses.models import Enrolment, Lesson, LessonProgress, ProgressState
from courses.models.progress import FINISHED


def record_progress(
    *, enrolment: Enrolment, lesson: Lesson, state: str, score: Decimal | float | None = None
) -> LessonProgress:
    """Bring the lesson to ``state`` for this enrolment; repeat-safe, and right under a race.

    A finished lesson (done, passed) stays finished: neither opening it again nor failing a second
    try takes anything back. *Done* may still become *passed*. ``score`` is in percent; of a
    finished lesson the best one is kept.
    """
    finished = state in FINISHED
    now: dt.datetime = timezone.now()
    percent = None if score is None else Decimal(str(score)).quantize(Decimal("0.01"))
    with transaction.atomic():
        # Two tabs may come at once: the constraint lets one insert, and every change of the row
        # that is there already is a conditional UPDATE, so the order of arrival does not matter.
        LessonProgress.objects.bulk_create(
            [
                LessonProgress(
                    enrolment=enrolment,
                    lesson_id=lesson.pk,
                    state=state,
                    score=percent,
                    finished_at=now if finished else None,
                )
            ],
            ignore_conflicts=True,
        )
        row = LessonProgress.objects.filter(enrolment=enrolment, lesson_id=lesson.pk)
        may_move = ~Q(state__in=FINISHED)
        if state == ProgressState.PASSED:
            may_move |= Q(state=ProgressState.DONE)
        changes: dict[str, object] = {"state": state}
        if finished:
            changes["finished_at"] = Coalesce(F("finished_at"), now)
        row.filter(may_move).exclude(state=state).update(**changes)
        if percent is not None:
            keeps_best = Q(state__in=FINISHED, score__gte=percent)
            row.exclude(keeps_best).update(score=percent)
        return row.get()
