"""Come in: rights and the person's row in the room, read together."""

from __future__ import annotations

from lms.people.models import Person
from lms.rooms.access import RoomRights, policy_rights
from lms.rooms.models import Room, RoomMember
from lms.rooms.names import member_of


def enter(room: Room, person: Person) -> tuple[RoomRights, RoomMember] | None:
    """Her rights and her row, which is made at the first visit; None: for her the room does not exist."""
    rights = policy_rights(person, room)
    if rights is None:
        return None
    member = member_of(room, person)
    return None if member.is_removed and not rights.moderate else (rights, member)
