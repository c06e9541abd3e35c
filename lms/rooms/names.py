"""The names people go by in a room."""

from __future__ import annotations

import secrets

from django.db import IntegrityError, transaction

from lms.people.models import Person
from lms.rooms.models import Room, RoomMember
from lms.rooms.text import NAME_LIMIT

_FIRST_WORDS = """
Amber Blue Bold Brave Bright Calm Clear Coral Deep Early Even Fair Fine Fleet Gentle Green Grey Keen Kind
Light Lively Mild Noble Open Patient Plain Proud Quiet Ready Red Silver Steady Still Sunny Swift True Warm
White Wise Young
"""
_FIRST = _FIRST_WORDS.split()
_SECOND_WORDS = """
Acacia Ash Aspen Baobab Beech Birch Cedar Crane Dove Eagle Egret Elm Falcon Fern Finch Gull Hazel Heron Ibis
Ivy Jasmine Kestrel Lark Laurel Linden Lotus Maple Martin Myrtle Oak Olive Oriole Osprey Palm Pine Plover
Robin Sparrow Starling Swallow Swan Teal Thrush Willow Wren
"""
_SECOND = _SECOND_WORDS.split()


def default_display_name(person: Person) -> str:
    """Her given name and the first letter of the family name: the country is shown beside it."""
    given = (person.given_name or person.family_name or "").strip()
    initial = person.family_name.strip()[:1] if person.given_name else ""
    # Scripts without capitals have no use for an initial.
    name = f"{given} {initial}." if initial and initial.upper() != initial.lower() else given
    return name[:NAME_LIMIT].strip() or f"#{person.pk}"


def new_pen_name() -> str:
    """Two words that say nothing of the person, like "Quiet Maple"."""
    return f"{secrets.choice(_FIRST)} {secrets.choice(_SECOND)}"


def member_of(room: Room, person: Person) -> RoomMember:
    """Her row in the room, made at her first visit."""
    member = RoomMember.objects.filter(room=room, person=person).first()
    attempt = 0
    while member is None:
        pen_name = new_pen_name() if attempt < 8 else f"{new_pen_name()} {secrets.randbelow(9000) + 1000}"
        attempt += 1
        try:
            with transaction.atomic():
                member = RoomMember.objects.create(
                    room=room, person=person, display_name=default_display_name(person), pen_name=pen_name
                )
        except IntegrityError:
            # Either another tab made her row, or the pen name is taken: look, then draw again.
            member = RoomMember.objects.filter(room=room, person=person).first()
    return member
