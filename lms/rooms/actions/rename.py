"""Choose the name that the room sees."""

from __future__ import annotations

from lms.people.models import Person
from lms.rooms.actions.append import speaker
from lms.rooms.models import Room, RoomMember
from lms.rooms.text import NAME_LIMIT, clean


def rename(*, room: Room, person: Person, name: str) -> RoomMember:
    """Change her display name in this room, from her next message on; the staff still see her full name."""
    member = speaker(room, person).member
    member.display_name = clean(name, limit=NAME_LIMIT, lines=False)
    member.save(update_fields=["display_name"])
    return member
