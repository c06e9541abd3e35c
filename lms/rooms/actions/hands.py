"""Raise a hand, lower it."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from lms.common.errors import Refused
from lms.people.models import Person
from lms.rooms.actions.append import Draft, Speaker, append, locked, speaker
from lms.rooms.models import EventKind, Mode, Room, RoomEvent, RoomMember


def move_hand(*, room: Room, person: Person, up: bool, member_id: int | None = None) -> RoomEvent | None:
    """Raise or lower her own hand; moderators may lower another member's. None: it was so already."""
    who = speaker(room, person)
    member = who.member
    if member_id is not None and member_id != member.pk:
        member = _other(room, who, member_id, up=up)
    with locked(room.pk) as held:
        if up and held.mode == Mode.LOCKED:
            raise Refused(_("This room is closed for writing."), code="mode")
        rows = RoomMember.objects.filter(pk=member.pk, hand_raised_at__isnull=up)
        if not rows.update(hand_raised_at=timezone.now() if up else None):
            return None
        draft = Draft(
            EventKind.HAND,
            member=member,
            author_name=member.display_name,
            author_country=member.person.country_id or "",
            payload={"up": up},
        )
        return append(held, [draft])[0]


def _other(room: Room, who: Speaker, member_id: int, *, up: bool) -> RoomMember:
    if up or not who.rights.moderate:
        raise Refused(_("Only the people who run this room can do that."), code="not_allowed")
    found = RoomMember.objects.filter(room=room, pk=member_id).select_related("person").first()
    if found is None:
        raise Refused(_("This is no longer here."), code="not_found")
    return found
