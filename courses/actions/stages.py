"""A training's way from planned to finished: by its invitations, by its days, or cancelled by somebody."""

from __future__ import annotations

import copy
import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.following import tell_followers
from courses.models import EnrolmentState, Stage, Training
from lms.audit.actions import record
from lms.common.errors import Refused
from lms.notices.actions import queue_notice
from lms.people.models import Person

# Whose plans change when a training is cancelled.
CONCERNED = (EnrolmentState.CONFIRMED.value, EnrolmentState.OFFERED.value, EnrolmentState.WAITING.value)
# A request, a report and a cancellation are somebody's word; no date changes them.
BY_DATE = (Stage.PLANNED.value, Stage.OPEN.value, Stage.RUNNING.value, Stage.FINISHED.value)
# Nowhere on earth is it later than this many days after the server's date.
AHEAD = dt.timedelta(days=1)
# No training has more days.
LONGEST = dt.timedelta(days=60)


def stage_by_date(training: Training) -> Stage:
    """Where it stands by the date at its venue. One that was moved to later days is open again."""
    if training.stage not in BY_DATE:
        return Stage(training.stage)
    if training.has_ended:
        return Stage.FINISHED
    if training.has_started:
        return Stage.RUNNING
    return Stage.OPEN if training.stage != Stage.PLANNED else Stage.PLANNED


def settle_stages() -> int:
    """Set running what has begun and finished what is over; return how many. Safe to run twice at once.

    What is finished before its days are over was moved to later ones, and opens or runs again.
    """
    today = timezone.now().date()
    begun = Q(starts_on__lte=today + AHEAD) & ~Q(stage=Stage.FINISHED)
    not_over = Q(starts_on__gte=today - LONGEST, stage=Stage.FINISHED)
    changed = 0
    for training in Training.objects.filter(begun | not_over, stage__in=BY_DATE, is_self_paced=False):
        stage = stage_by_date(training)
        if stage != training.stage:
            changed += Training.objects.filter(pk=training.pk, stage=training.stage).update(
                stage=stage, updated_at=timezone.now()
            )
    return changed


def cancel_training(*, training: Training, reason: str, actor: Person) -> Training:
    """It will not take place: its agenda is cancelled, and whoever has a seat, an offer or waits is told why.

    Nobody is taken off the list, so that it can still be read who was to come. A second press changes nothing.
    Raises Refused (``reason_missing``, ``over``).
    """
    reason = reason.strip()[:200]
    if not reason:
        raise Refused(_("Say why, so that people can read it."), code="reason_missing", field="reason")
    with transaction.atomic():
        current = Training.objects.select_for_update().get(pk=training.pk)
        if current.stage == Stage.CANCELLED:
            return current
        if current.is_self_paced or current.has_ended or current.stage == Stage.REPORTED:
            raise Refused(_("This training is over. It cannot be cancelled any more."), code="over")
        was = copy.copy(current)
        current.stage = Stage.CANCELLED
        current.save(update_fields=["stage", "updated_at"])
        tell_followers(training=current, was=was, actor=actor, reason=reason)
        for enrolment in current.enrolments.filter(state__in=CONCERNED).select_related("person"):
            queue_notice(
                person=enrolment.person,
                kind="training_cancelled",
                context={"title": current.title, "reason": reason},
                training_slug=current.slug,
            )
        record(
            actor=actor,
            verb="courses.cancel_training",
            target=current,
            changes={"stage": [was.stage, Stage.CANCELLED.value]},
            personal={"reason": ["", reason]},
        )
    return current
