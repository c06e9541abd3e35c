"""Two enrolments of one officer in one training become one: her seat and her lessons."""

from __future__ import annotations

from django.utils import timezone

from courses.actions import seats
from courses.models import Enrolment, EnrolmentState, LessonProgress
from courses.models.enrolment import SEAT_HOLDING
from courses.models.progress import FINISHED

# The best state of the two holds.
ORDER = [
    EnrolmentState.ATTENDED, EnrolmentState.CONFIRMED, EnrolmentState.OFFERED, EnrolmentState.WAITING,
    EnrolmentState.WITHDRAWN, EnrolmentState.DECLINED, EnrolmentState.EXPIRED,
]  # fmt: skip


def join_enrolments(keep: Enrolment, gone: Enrolment) -> int:
    """The better state, the lessons of both; of two seats one is given back and offered on. ``gone`` is deleted.

    The other packages have moved what hangs on ``gone`` before. Runs in the caller's transaction.
    """
    training = seats.lock_training(keep.training_id)
    keep, gone = (Enrolment.objects.select_for_update().get(pk=one.pk) for one in (keep, gone))
    done = _join_progress(keep, gone) + 1
    gone.roster_lines.update(enrolment=keep)
    held = [one.state in SEAT_HOLDING for one in (keep, gone)]
    best = min(keep, gone, key=lambda one: ORDER.index(EnrolmentState(one.state)))
    accepted = [one.accepted_at for one in (keep, gone) if one.accepted_at]
    Enrolment.objects.filter(pk=keep.pk).update(
        state=best.state,
        offer_expires_at=best.offer_expires_at,
        waiting_since=best.waiting_since,
        waiting_number=best.waiting_number,
        invitation=best.invitation,
        accepted_at=min(accepted) if accepted else None,
        country=keep.country_id or gone.country_id,
        agency=keep.agency_id or gone.agency_id,
        unit=keep.unit or gone.unit,
        function=keep.function or gone.function,
        created_at=min(keep.created_at, gone.created_at),
        updated_at=timezone.now(),
    )
    gone.delete()
    if all(held):
        seats.release_seats(training.pk)
        seats.promote(training)
    return done


def _join_progress(keep: Enrolment, gone: Enrolment) -> int:
    have = {one.lesson_id: one for one in keep.progress.select_for_update()}
    done = 0
    for one in gone.progress.select_for_update():
        mine = have.get(one.lesson_id)
        if mine is None:
            LessonProgress.objects.filter(pk=one.pk).update(enrolment=keep)
        else:
            if mine.state not in FINISHED and (one.state in FINISHED or mine.finished_at is None):
                mine.state, mine.finished_at = one.state, one.finished_at
            scores = [score for score in (mine.score, one.score) if score is not None]
            mine.score = max(scores) if scores else None
            mine.started_at = min(mine.started_at, one.started_at)
            mine.save(update_fields=["state", "finished_at", "score", "started_at"])
            one.delete()
        done += 1
    return done
