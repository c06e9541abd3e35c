"""Whom and what a block or a report is about: found from where the member stands, or not at all."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from lms.officers.access import listings_of, may_meet, visible_to
from lms.officers.conversations import conversations_of, other_of
from lms.officers.models import ContactRequest, Listing, ReportSource, RequestState, Side
from lms.people.models import Person
from lms.rooms.models import EventKind, EventState, RoomEvent


@dataclass(frozen=True)
class Subject:
    """The other person, what she goes by, and what of hers is meant."""

    person: Person
    label: str
    source: str
    ref: str = ""
    number: int = 0
    snapshot: dict[str, Any] = field(default_factory=dict)


def of_profile(viewer: Person, uid: uuid.UUID) -> Subject | None:
    """The officer of a listing that ``viewer`` sees."""
    listing = visible_to(viewer).select_related("person").filter(pk=uid).first()
    if listing is None:
        return None
    return Subject(
        listing.person, str(listing.seen.get("name", "")), ReportSource.PROFILE, snapshot={"seen": listing.seen}
    )


def of_request(viewer: Person, uid: uuid.UUID) -> Subject | None:
    """The officer who asked ``viewer`` to get in touch, whatever she has answered."""
    request = (
        ContactRequest.objects.select_related("asker")
        .filter(pk=uid, asked=viewer)
        .exclude(state=RequestState.WITHDRAWN)
        .first()
    )
    if request is None or not may_meet(viewer):
        return None
    listing = listings_of(viewer, [request.asker_id]).get(request.asker_id)
    seen = listing.seen if listing else {}
    snapshot = {"text": request.reason, "language": request.language, "at": request.created_at.isoformat()}
    return Subject(
        request.asker, str(seen.get("name", "")), ReportSource.REQUEST, str(uid), snapshot=snapshot | {"seen": seen}
    )


def of_conversation(viewer: Person, uid: uuid.UUID, number: int = 0) -> Subject | None:
    """The one whom ``viewer`` talks with; with ``number``, that message of hers. None for a message of her own."""
    if not may_meet(viewer):
        return None
    talk = conversations_of(viewer).filter(pk=uid).first()
    if talk is None:
        return None
    other = Person.objects.get(pk=other_of(talk, viewer))
    name = Side.objects.filter(conversation=talk, person=other).values_list("name", flat=True).first() or ""
    if not number:
        return Subject(other, name, ReportSource.MESSAGE, str(uid))
    event = RoomEvent.objects.filter(
        room=talk.room_id, number=number, kind=EventKind.POST, state=EventState.SHOWN, member__person=other
    ).first()
    if event is None:
        return None
    snapshot = {
        "text": str(event.payload.get("text", "")),
        "language": event.language,
        "at": event.created_at.isoformat(),
        "seen": {"name": name},
    }
    return Subject(other, name, ReportSource.MESSAGE, str(uid), number, snapshot)


def is_listed(person: Person) -> bool:
    """Whether others can find her now."""
    return Listing.objects.filter(person=person).exists()
