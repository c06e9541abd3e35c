"""What the clock does for the officers' network."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F, OuterRef, Q
from django.utils import timezone

from lms.common.clock import sweep
from lms.notices.actions import queue_notice
from lms.officers.actions.contact import close_expired
from lms.officers.actions.listing import relist_changed
from lms.officers.conversations import rights_of_many
from lms.officers.inbox import with_newest
from lms.officers.limits import forget_old
from lms.officers.models import Side

# Somebody who is reading gets no mail: a message is told when it has waited this long.
PATIENCE = dt.timedelta(minutes=5)


@sweep("officers.listings", seconds=20)
def listings() -> int:
    """What others see follows a correction of the person's own record."""
    return relist_changed()


@sweep("officers.requests", seconds=60)
def requests() -> int:
    """Requests end after thirty days."""
    return close_expired()


@sweep("officers.counters", seconds=3600)
def counters() -> int:
    """The counters of past days are forgotten."""
    return forget_old()


@sweep("officers.messages", seconds=60)
def tell_of_messages(limit: int = 200) -> int:
    """One mail for messages that wait unread, without a word of them; the next one only after she has been there."""
    now = timezone.now()
    sides = with_newest(Side.objects.all(), OuterRef("person"), "conversation__room")
    waiting = (
        sides.filter(newest__gt=F("seen"), newest__lte=now - PATIENCE)
        .filter(Q(told_at=None) | Q(told_at__lt=F("seen")))
        .select_related("conversation__room", "person")
        .order_by("pk")[:limit]
    )
    told = 0
    for side in list(waiting):
        with transaction.atomic():
            # The old moment in the condition: of two clocks, one tells.
            moved = Side.objects.filter(pk=side.pk, told_at=side.told_at).update(told_at=now)
            if moved and rights_of_many(side.conversation.room, [side.person]):
                queue_notice(person=side.person, kind="officers_message", context={})
                told += 1
    return told
