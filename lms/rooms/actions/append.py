"""The only way into the log: shared by all verbs of the room."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.common.errors import Refused
from lms.people.models import Person
from lms.rooms import wake
from lms.rooms.access import RoomRights, is_private
from lms.rooms.entry import enter
from lms.rooms.models import Room, RoomEvent, RoomMember
from lms.rooms.text import clean_client_id


@dataclass
class Draft:
    """An event that has no number yet."""

    kind: str
    member: RoomMember | None = None
    author_name: str = ""
    author_country: str = ""
    by_staff: bool = False
    target: int | None = None
    payload: dict[str, Any] = field(default_factory=dict)
    language: str = ""
    client_id: str = ""


@contextlib.contextmanager
def locked(room_id: int) -> Iterator[Room]:
    """A transaction that holds the room: events get their numbers one after the other.

    On PostgreSQL the row is locked; on SQLite the transaction (IMMEDIATE) is the only writer.
    """
    with transaction.atomic():
        yield Room.objects.select_for_update().get(pk=room_id)


def append(room: Room, drafts: Sequence[Draft]) -> list[RoomEvent]:
    """Write ``drafts`` as the next events of ``room``, which the caller holds by ``locked``."""
    if not drafts:
        return []
    first, now = room.last_number + 1, timezone.now()
    last = room.last_number + len(drafts)
    # The old number in the condition: without the lock this would fail loudly instead of numbering twice.
    moved = Room.objects.filter(pk=room.pk, last_number=room.last_number).update(last_number=last, last_event_at=now)
    if not moved:
        raise RuntimeError(f"room {room.pk} was not locked while writing to its log")
    room.last_number, room.last_event_at = last, now
    events = RoomEvent.objects.bulk_create(
        RoomEvent(
            room=room,
            number=first + index,
            kind=draft.kind,
            target=draft.target,
            member=draft.member,
            author_name=draft.author_name,
            author_country=draft.author_country,
            by_staff=draft.by_staff,
            payload=draft.payload,
            language=draft.language,
            client_id=draft.client_id,
            created_at=now,
        )
        for index, draft in enumerate(drafts)
    )
    transaction.on_commit(lambda: wake.announce(room.pk, last))
    return events


@dataclass
class Speaker:
    """Who acts, with what rights, under what name."""

    person: Person
    member: RoomMember
    rights: RoomRights
    is_private: bool = False

    def draft(self, kind: str, **fields: Any) -> Draft:
        """A draft under her display name and country; in a private talk without the country."""
        return Draft(
            kind,
            member=self.member,
            author_name=self.member.display_name,
            author_country="" if self.is_private else self.person.country_id or "",
            by_staff=self.rights.is_staff,
            **fields,
        )


def speaker(room: Room, person: Person) -> Speaker:
    """``person`` as she is in the room now. Raises Refused ``no_access``."""
    found = enter(room, person)
    if found is None:
        raise Refused(_("You are no longer in this room."), code="no_access")
    rights, member = found
    return Speaker(person, member, rights, is_private(room))


def moderator(room: Room, person: Person) -> Speaker:
    """Like ``speaker``, for those who moderate only. Raises Refused ``not_allowed``."""
    found = speaker(room, person)
    if not found.rights.moderate:
        raise Refused(_("Only the people who run this room can do that."), code="not_allowed")
    return found


def once(*, room: Room, who: Speaker, client_id: str, write: Callable[[Room], Draft | None]) -> RoomEvent | None:
    """Hold the room, call ``write`` and append its draft; a repeated ``client_id`` gives the first event again.

    ``write`` gets the room as it is under the lock, makes its own changes in the same transaction,
    and returns None when there is nothing to tell.
    """
    client_id = clean_client_id(client_id)
    with locked(room.pk) as held:
        earlier = RoomEvent.objects.filter(member=who.member, client_id=client_id).first()
        if earlier is not None:
            return earlier
        draft = write(held)
        if draft is None:
            return None
        # Anonymous events (votes) have no member, so they carry no client id either: their row is unique itself.
        draft.client_id = client_id if draft.member is not None else ""
        return append(held, [draft])[0]


def event_of(room: Room, number: int, *kinds: str) -> RoomEvent:
    """The event that an action is about. Raises Refused ``not_found``."""
    event = RoomEvent.objects.filter(room=room, number=number, kind__in=kinds).select_related("member").first()
    if event is None:
        raise Refused(_("This is no longer here."), code="not_found")
    return event
