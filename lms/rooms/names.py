"""The names people go by in a room."""

from __future__ import annotations

import secrets

from django.db import IntegrityError, transaction

from lms.people.models import Person
from lms.rooms.access import private_name
from lms.rooms.models import Room, RoomMember
from lms.rooms.pen_names import FIRST, SECOND
from lms.rooms.text import NAME_LIMIT


def default_display_name(person: Person) -> str:
    """Her given name and the first letter of the family name: the country is shown beside it."""
    given = (person.given_name or person.family_name or "").strip()
    initial = person.family_name.strip()[:1] if person.given_name else ""
    # Scripts without capitals have no use for an initial.
    name = f"{given} {initial}." if initial and initial.upper() != initial.lower() else given
    return name[:NAME_LIMIT].strip() or f"#{person.pk}"


def new_pen_name() -> str:
    """Two words that say nothing of the person, like "Quiet Maple"; the key of what each reader sees."""
    return f"{secrets.choice(list(FIRST))} {secrets.choice(list(SECOND))}"


def member_of(room: Room, person: Person) -> RoomMember:
    """Her row in the room, made at her first visit."""
    member = RoomMember.objects.filter(room=room, person=person).first()
    if member is not None:
        return member
    display_name = (private_name(person, room) or default_display_name(person))[:NAME_LIMIT]
    attempt = 0
    while member is None:
        pen_name = new_pen_name() if attempt < 8 else f"{new_pen_name()} {secrets.randbelow(9000) + 1000}"
        attempt += 1
        try:
            with transaction.atomic():
                member = RoomMember.objects.create(
                    room=room, person=person, display_name=display_name, pen_name=pen_name
                )
        except IntegrityError:
            # Either another tab made her row, or the pen name is taken: look, then draw again.
            member = RoomMember.objects.filter(room=room, person=person).first()
    return member
