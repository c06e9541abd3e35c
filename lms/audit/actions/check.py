"""Let the clock read the chain again, a piece at a time."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from lms.audit.access import WATCHERS
from lms.audit.actions.seal import lock_chain
from lms.audit.chain import Finding, Head, Pass, compare, strangers
from lms.audit.keys import known_public_keys
from lms.audit.models import AuditHead, AuditSeal, ChainState
from lms.notices.actions import queue_notice

# More than a batch, so that each piece ends behind a signature.
PIECE = 3000
REST = dt.timedelta(hours=1)
SHOWN = 20


def check_a_piece(*, size: int = PIECE) -> list[Finding]:
    """Check the next ``size`` seals; begin again an hour after the end. Return what was wrong.

    The first finding is told to administrators and data-protection officers by mail.
    """
    now = timezone.now()
    state = ChainState.objects.filter(pk=1).first() or ChainState()
    if state.pass_began_at is None:
        if state.passed_at and state.passed_at > now - REST:
            return []
        state.checked_number, state.pass_began_at = 0, now
    kept = AuditSeal.objects.filter(number=state.checked_number).values_list("hash", flat=True).first()
    # The seal where the last piece ended may be gone: then from the start.
    walk = Pass(number=state.checked_number, hash=kept) if kept else Pass()
    began = walk.number
    found = list(walk.walk(limit=size))
    is_end = walk.number - began < size and not AuditSeal.objects.filter(number__gt=walk.number).exists()
    if is_end:
        found += walk.end()
        found += compare((Head.of(row) for row in AuditHead.objects.order_by("-day")[:400]), known_public_keys())
        found += strangers()
    _note(began_at=state.pass_began_at, walk=walk, found=found, is_end=is_end)
    return found


@transaction.atomic
def _note(*, began_at: dt.datetime, walk: Pass, found: list[Finding], is_end: bool) -> None:
    state = lock_chain()
    now = timezone.now()
    is_news = bool(found) and not state.problems
    if found:
        texts = [*state.problems, *(finding.text for finding in found)]
        state.problems = list(dict.fromkeys(texts))[:SHOWN]
        state.problems_at = now
    if is_end:
        if state.problems and state.problems_at and state.problems_at < began_at:
            # A whole pass without a finding: the operator has put a backup in place.
            state.problems, state.problems_at = [], None
        state.passed_at, state.passed_number = now, walk.number
        state.pass_began_at, state.checked_number = None, 0
    else:
        state.pass_began_at = began_at
        # Without a signature in the piece (it was taken away) the walk goes on all the same.
        state.checked_number = walk.signed_up_to or walk.number
    state.save()
    if is_news:
        tell("audit_broken", {})


def tell(kind: str, context: dict[str, object]) -> None:
    """Queue a notice for each active administrator and data-protection officer."""
    people = get_user_model().objects.filter(is_active=True, grants__role__in=WATCHERS).distinct()
    for person in people:
        queue_notice(person=person, kind=kind, context=context)
