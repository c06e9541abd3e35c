"""What the clock does in rooms."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone

from lms.common.clock import sweep
from lms.rooms.actions.polls import close_due_polls
from lms.rooms.models import RoomEvent


@sweep("rooms.polls", seconds=5)
def end_polls() -> int:
    """Polls whose time is over are closed."""
    return close_due_polls()


@sweep("rooms.retention", seconds=3600)
def purge() -> int:
    """What was said is deleted ``ROOM_RETENTION_DAYS`` (default 30) after the room's last event.

    The whole log of a room goes at once, so nobody is left with half a conversation; the room keeps its number.
    """
    limit = timezone.now() - dt.timedelta(days=getattr(settings, "ROOM_RETENTION_DAYS", 30))
    return RoomEvent.objects.filter(room__last_event_at__lt=limit).delete()[0]
