"""What live rooms hold about a person."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lms.common.holdings import deleted, owned
from lms.common.personal import ONCE, Holding
from lms.rooms.actions.join_records import join_members
from lms.rooms.models import EventKind, EventState, RoomEvent, RoomMember

KEEP_DAYS = 30
_WRITTEN = (EventKind.POST, EventKind.QUESTION)
# What moderators decided about a report: then it is no longer held.
_DECIDED = (EventKind.HIDE, EventKind.RESTORE, EventKind.DELETE)

_events = owned("rooms.RoomEvent", "member__person")
_members = owned("rooms.RoomMember", "person")
_upvotes = owned("rooms.Upvote", "member__person")


def held(events: QuerySet[RoomEvent]) -> QuerySet[RoomEvent]:
    """Those of ``events`` that somebody reported and nobody has decided about yet."""
    about = RoomEvent.objects.filter(room=OuterRef("room"), target=OuterRef("number"))
    decided = RoomEvent.objects.filter(
        room=OuterRef("room"), target=OuterRef("target"), kind__in=_DECIDED, number__gt=OuterRef("number")
    )
    return events.filter(Exists(about.filter(kind=EventKind.REPORT).exclude(Exists(decided))))


def _empty(events: QuerySet[RoomEvent]) -> int:
    """Take text and author out of ``events``; the numbers stay without a gap, and polls keep their question."""
    ids = list(events.order_by().values_list("pk", flat=True))
    rows = RoomEvent.objects.filter(pk__in=ids)
    rows.filter(kind__in=_WRITTEN).update(state=EventState.DELETED, payload={"text": ""})
    rows.filter(payload__has_key="reason").update(payload={"reason": ""})
    rows.update(author_name="", author_country="")
    return len(ids)


@transaction.atomic
def _erase_events(person: AbstractBaseUser) -> int:
    """What she wrote goes, except what was reported and waits for a decision; that has no author any more."""
    mine: Any = _events(person)
    waiting = list(held(mine).values_list("pk", flat=True))
    RoomEvent.objects.filter(pk__in=waiting).update(author_name="", author_country="")
    return _empty(mine.exclude(pk__in=waiting)) + len(waiting)


def _erase_members(person: AbstractBaseUser) -> int:
    return RoomMember.objects.filter(person=person.pk).update(display_name="", hand_raised_at=None, seen_at=None)


def _past(now: dt.datetime) -> QuerySet[Any]:
    """Words and names in rooms that have been quiet for the whole time."""
    limit = now - dt.timedelta(days=KEEP_DAYS)
    quiet = RoomEvent.objects.filter(created_at__lt=limit, room__last_event_at__lt=limit)
    said = Q(kind__in=_WRITTEN) & ~Q(state=EventState.DELETED)
    # What was reported waits for its decision, like in an erasure.
    waiting = held(quiet.filter(said)).values("pk")
    return quiet.filter(said | ~Q(author_name="")).exclude(pk__in=waiting).order_by("pk")


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "rooms.Upvote",
        _("Questions you want answered"),
        _("So that trainers answer first what most people ask."),
        _upvotes,
        ("question_id",),
        erase=deleted(_upvotes),
    ),
    Holding(
        "rooms.RoomEvent",
        _("What you wrote and did in live rooms"),
        _("So that everybody in the room sees it, also later. Emptied when the room has been quiet for a month."),
        _events,
        (
            "created_at",
            "number",
            "kind",
            "target",
            "author_name",
            "author_country",
            "by_staff",
            "language",
            "payload",
            "state",
        ),
        unsaid={"client_id": ONCE},
        erase=_erase_events,
        keep_days=KEEP_DAYS,
        expired=_past,
    ),
    Holding(
        "rooms.RoomMember",
        _("Live rooms you were in"),
        _("Your name in the room, and whether you may write there."),
        _members,
        ("room_id", "display_name", "pen_name", "joined_at", "seen_at", "hand_raised_at", "is_silenced", "is_removed"),
        erase=_erase_members,
    ),
)

# Retention empties these rows instead of deleting them: the numbers of a room's events have no gap.
PURGE = {"rooms.RoomEvent": _empty}

# When two records of one officer become one.
JOIN_PERSONS = join_members
