"""Invite people to a training by mail: a step of its own, never part of an import."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Enrolment, EnrolmentState, Invitation, Stage, Training
from courses.models.enrolment import UNREACHED
from lms.audit.actions import record
from lms.common.errors import Refused
from lms.notices.actions import queue_notice
from lms.notices.models import ADDRESS_REFUSED, Notice, NoticeState
from lms.people.models import Person

KIND = "invitation"
RENEWED_AFTER = dt.timedelta(hours=1)
INVITABLE = (EnrolmentState.OFFERED.value, EnrolmentState.CONFIRMED.value)
# Who accepted needs no second invitation; what is queued will leave by itself.
OPEN = (*UNREACHED, Invitation.SENT.value)
# Who did not answer is not mailed again within this time.
AGAIN_AFTER = dt.timedelta(days=1)


def unanswered(rows: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Those of ``rows`` who were invited, have not answered, and got no such mail within a day."""
    lately = Notice.objects.filter(
        person=OuterRef("person"),
        training_slug=OuterRef("training__slug"),
        kind=KIND,
        queued_at__gt=timezone.now() - AGAIN_AFTER,
    )
    return rows.filter(~Exists(lately), state__in=INVITABLE, invitation=Invitation.SENT)


def queue_invitations(*, enrolments: Iterable[Enrolment], actor: Person | None, again: bool = False) -> int:
    """Owe each of them an invitation; return how many. Those who accepted, wait or left are passed over.

    ``again`` mails only those who have not answered the one they got, and nobody twice within a day.
    Pressing twice queues once. Raises Refused for a training that has ended or was cancelled.
    """
    wanted: dict[int, list[int]] = {}
    for enrolment in enrolments:
        wanted.setdefault(enrolment.training_id, []).append(enrolment.pk)
    queued = 0
    with transaction.atomic():
        for training in Training.objects.filter(pk__in=wanted):
            if training.has_ended or training.stage in (Stage.FINISHED, Stage.REPORTED):
                raise Refused(_("This training is over. Nobody is invited to it any more."), code="ended")
            if training.stage == Stage.CANCELLED:
                raise Refused(_("This training was cancelled. Nobody is invited to it."), code="cancelled")
            able = training.enrolments.select_for_update(of=("self",)).filter(
                pk__in=wanted[training.pk], state__in=INVITABLE, invitation__in=OPEN
            )
            if again:
                able = unanswered(able)
            chosen = list(able.select_related("person").order_by("pk"))
            for enrolment in chosen:
                queue_notice(
                    person=enrolment.person,
                    kind=KIND,
                    context={"enrolment": enrolment.pk},
                    training_slug=training.slug,
                )
            Enrolment.objects.filter(pk__in=[one.pk for one in chosen]).update(
                invitation=Invitation.QUEUED, updated_at=timezone.now()
            )
            if chosen:
                # Who was invited may come: from here on it is more than a plan.
                Training.objects.filter(pk=training.pk, stage=Stage.PLANNED).update(
                    stage=Stage.OPEN, updated_at=timezone.now()
                )
                record(actor=actor, verb="courses.invite", target=training, changes={"people": len(chosen)})
            queued += len(chosen)
    return queued


def renew_invitation(*, enrolment: Enrolment) -> None:
    """Mail a fresh link to the invited address, at the wish of whoever holds one that has run out.

    Within the hour after an earlier mail nothing more is sent: that one is on its way. Raises Refused where nobody
    is invited any more.
    """
    since = timezone.now() - RENEWED_AFTER
    if Notice.objects.filter(
        person=enrolment.person_id, training_slug=enrolment.training.slug, kind=KIND, queued_at__gt=since
    ).exists():
        return
    if not queue_invitations(enrolments=[enrolment], actor=None) and not _is_queued(enrolment):
        raise Refused(_("This invitation no longer stands. Ask your training coordinator."), code="withdrawn")


def _is_queued(enrolment: Enrolment) -> bool:
    return Enrolment.objects.filter(pk=enrolment.pk, invitation=Invitation.QUEUED).exists()


def note_what_became_of_them() -> int:
    """Copy from the mails to the enrolments whether an invitation left or could not; return how many changed."""
    latest = Notice.objects.filter(
        person=OuterRef("person"), training_slug=OuterRef("training__slug"), kind=KIND
    ).order_by("-pk")
    rows = (
        Enrolment.objects.filter(invitation__in=(Invitation.QUEUED, Invitation.SENT))
        .annotate(mail=Subquery(latest.values("state")[:1]), error=Subquery(latest.values("last_error")[:1]))
        .values_list("pk", "invitation", "mail", "error")
    )
    became = {NoticeState.SENT.value: Invitation.SENT, NoticeState.FAILED.value: Invitation.FAILED}
    changed = 0
    for pk, now, mail, error in rows.exclude(invitation=Invitation.SENT, mail=NoticeState.SENT):
        then = became.get(mail)
        if then == Invitation.FAILED and error.startswith(ADDRESS_REFUSED):
            then = Invitation.BOUNCED
        if then and then != now:
            # She may accept at this very moment: that stays.
            changed += Enrolment.objects.filter(pk=pk, invitation=now).update(
                invitation=then, updated_at=timezone.now()
            )
    return changed
