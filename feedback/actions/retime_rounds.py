"""Rounds go where their sessions go."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Training
from feedback.actions.open_rounds import closing_of, opening_of, rated_sessions
from feedback.models import Envelope, Receipt, SurveyRound
from lms.common.errors import Refused
from sessions.models import TrainingSession


@transaction.atomic
def retime_rounds(*, training: Training, session: TrainingSession | None) -> None:
    """Give the rounds of ``training`` the times of its sessions as they are now; with ``session``, those it concerns.

    No round and no answer goes: who has answered is not asked again, and what is sealed stays so until five are
    there or the new end has come. A round that closed over answers stays closed, since between two closings the
    answer of one person could be read off the difference. Raises Refused (``rated``) where it would have to open.
    """
    last = rated_sessions([training]).order_by("starts_at").last()
    if last is None:
        return
    rounds = SurveyRound.objects.select_for_update(of=("self",)).filter(training=training).select_related("session")
    if session is not None:
        rounds = rounds.filter(Q(session=session) | Q(session=None))
    now = timezone.now()
    answered = {
        pk
        for model in (Envelope, Receipt)
        for pk in model.objects.filter(round__training=training).values_list("round", flat=True).distinct()
    }
    for one in rounds.order_by("pk"):
        opens = opening_of(one.session) if one.session else last.starts_at
        closes = closing_of(training, opens)
        if one.pk in answered and min(one.closes_at, closes) <= now:
            # What a mistyped date would close stays open, or it could not be put right. And one session that is held
            # later asks nobody about the whole training again.
            if closes > now and (session is None or one.session_id):
                raise Refused(
                    _("People have rated this and the form is closed: it cannot move to these days any more."),
                    code="rated",
                )
            continue
        one.opens_at, one.closes_at, one.sealed_at = opens, closes, None
        one.save(update_fields=["opens_at", "closes_at", "sealed_at"])
