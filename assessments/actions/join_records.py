"""Two enrolments of one officer in one training become one: her attempts."""

from __future__ import annotations

from assessments.models import Attempt, AttemptState
from courses.models import Enrolment

# Above every real number of a try, while they are numbered anew.
ASIDE = 10_000


def join_attempts(keep: Enrolment, gone: Enrolment) -> int:
    """All attempts of both, numbered in the order in which they began. Of two that are open, hers that stays goes on.

    Runs in the caller's transaction.
    """
    open_here = keep.attempts.filter(state=AttemptState.OPEN).values("lesson")
    gone.attempts.filter(state=AttemptState.OPEN, lesson__in=open_here).delete()
    moved = list(gone.attempts.values_list("pk", "lesson"))
    for place, (pk, _lesson) in enumerate(moved):
        Attempt.objects.filter(pk=pk).update(enrolment=keep, number=ASIDE + place)
    for lesson in {lesson for _pk, lesson in moved}:
        ids = list(keep.attempts.filter(lesson=lesson).order_by("started_at", "pk").values_list("pk", flat=True))
        for offset in (2 * ASIDE, 1):
            for place, pk in enumerate(ids):
                Attempt.objects.filter(pk=pk).update(number=offset + place)
    return len(moved)
