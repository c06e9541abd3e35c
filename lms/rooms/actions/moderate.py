"""Keep order: hide and restore, take back one's own, report, silence, remove, change who may write.

Every step is an event with its reason, so the room's log shows the moderation. The log is emptied when the room has
been quiet for a month; so what staff do to others is an entry in the audit, too.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from lms.audit.actions import record
from lms.common.errors import Refused
from lms.people.models import Person
from lms.rooms.access import rights_of
from lms.rooms.actions.append import Draft, Speaker, append, event_of, locked, moderator, once, speaker
from lms.rooms.models import EventKind, EventState, Mode, Room, RoomEvent, RoomMember
from lms.rooms.text import clean

WRITTEN = (EventKind.POST, EventKind.QUESTION)


def hide_message(*, room: Room, person: Person, number: int, client_id: str, reason: str = "") -> RoomEvent | None:
    """Take a message or question out of sight; the staff still see it and can show it again."""
    return _change(room, moderator(room, person), number, EventKind.HIDE, client_id, reason)


def restore_message(*, room: Room, person: Person, number: int, client_id: str, reason: str = "") -> RoomEvent | None:
    """Show a hidden message again."""
    return _change(room, moderator(room, person), number, EventKind.RESTORE, client_id, reason)


def delete_own(*, room: Room, person: Person, number: int, client_id: str) -> RoomEvent | None:
    """Take back one's own message: its text is gone for good, a line says that something was there."""
    who = speaker(room, person)

    def write(held: Room) -> Draft | None:
        event = event_of(held, number, *WRITTEN)
        if event.member_id != who.member.pk:
            raise Refused(_("You can only remove your own messages."), code="not_allowed")
        if event.state == EventState.DELETED:
            return None
        event.state = EventState.DELETED
        event.payload = {**event.payload, "text": ""}
        event.save(update_fields=["state", "payload"])
        draft = who.draft(EventKind.DELETE, target=number)
        if event.kind == EventKind.QUESTION:
            # Taking back a question must not tell the room whose pen name it was.
            draft.author_name, draft.author_country, draft.by_staff = event.author_name, "", False
        return draft

    return once(room=room, who=who, client_id=client_id, write=write)


def report_message(*, room: Room, person: Person, number: int, client_id: str, reason: str = "") -> RoomEvent | None:
    """Tell the staff that something is wrong with a message; the room does not see it."""
    who, why = speaker(room, person), clean(reason, limit=300) if reason else ""

    def write(held: Room) -> Draft:
        event_of(held, number, *WRITTEN)
        return who.draft(EventKind.REPORT, target=number, payload={"reason": why})

    return once(room=room, who=who, client_id=client_id, write=write)


def withdraw_message(*, room: Room, number: int, reason: str = "") -> RoomEvent | None:
    """Take a message out of sight for the house itself, after a report; nobody has to enter the room for it."""
    with locked(room.pk) as held:
        event = event_of(held, number, *WRITTEN)
        changed = RoomEvent.objects.filter(pk=event.pk, state=EventState.SHOWN).update(state=EventState.HIDDEN)
        draft = Draft(EventKind.HIDE, by_staff=True, target=number, payload={"reason": reason})
        return append(held, [draft])[0] if changed else None


def set_mode(*, room: Room, person: Person, mode: str, client_id: str) -> RoomEvent | None:
    """Change who may write."""
    who = moderator(room, person)
    if mode not in Mode.values:
        raise Refused(_("There is no such setting."), code="mode")

    def write(held: Room) -> Draft | None:
        if held.mode == mode:
            return None
        record(actor=person, verb="rooms.mode", target=held, changes={"mode": [held.mode, mode]})
        held.mode = mode
        held.save(update_fields=["mode", "updated_at"])
        return who.draft(EventKind.MODE, payload={"mode": mode})

    return once(room=room, who=who, client_id=client_id, write=write)


def silence_person(*, room: Room, person: Person, number: int, client_id: str, reason: str = "") -> RoomEvent | None:
    """The author of message ``number`` may read but not write, until it is taken back."""
    return _author(room, moderator(room, person), number, EventKind.SILENCE, client_id, reason)


def unsilence_person(*, room: Room, person: Person, number: int, client_id: str, reason: str = "") -> RoomEvent | None:
    """The author of message ``number`` may write again."""
    return _author(room, moderator(room, person), number, EventKind.UNSILENCE, client_id, reason)


def remove_person(*, room: Room, person: Person, number: int, client_id: str, reason: str = "") -> RoomEvent | None:
    """The author of message ``number`` leaves the room on all her screens and cannot come back."""
    return _author(room, moderator(room, person), number, EventKind.REMOVE, client_id, reason)


def readmit_person(*, room: Room, person: Person, number: int, client_id: str, reason: str = "") -> RoomEvent | None:
    """The author of message ``number`` may come back."""
    return _author(room, moderator(room, person), number, EventKind.READMIT, client_id, reason)


def _change(room: Room, who: Speaker, number: int, kind: str, client_id: str, reason: str) -> RoomEvent | None:
    before, after = (
        (EventState.SHOWN, EventState.HIDDEN) if kind == EventKind.HIDE else (EventState.HIDDEN, EventState.SHOWN)
    )
    why = clean(reason, limit=300) if reason else ""

    def write(held: Room) -> Draft | None:
        event = event_of(held, number, *WRITTEN)
        if not RoomEvent.objects.filter(pk=event.pk, state=before).update(state=after):
            return None
        _note(held, who, kind, event, why)
        return who.draft(kind, target=number, payload={"reason": why})

    return once(room=room, who=who, client_id=client_id, write=write)


_MEMBER_CHANGES: dict[str, tuple[str, bool]] = {
    EventKind.SILENCE: ("is_silenced", True),
    EventKind.UNSILENCE: ("is_silenced", False),
    EventKind.REMOVE: ("is_removed", True),
    EventKind.READMIT: ("is_removed", False),
}


def _author(room: Room, who: Speaker, number: int, kind: str, client_id: str, reason: str) -> RoomEvent | None:
    flag, value = _MEMBER_CHANGES[kind]
    why = clean(reason, limit=300) if reason else ""

    def write(held: Room) -> Draft | None:
        event = event_of(held, number, *WRITTEN)
        if event.member is None:
            raise Refused(_("This is no longer here."), code="not_found")
        if value:
            theirs = rights_of(event.member.person, held)
            if theirs is not None and theirs.moderate:
                raise Refused(_("This person runs the room too."), code="not_allowed")
        if not RoomMember.objects.filter(pk=event.member.pk, **{flag: not value}).update(**{flag: value}):
            return None
        _note(held, who, kind, event, why)
        return who.draft(kind, target=number, payload={"reason": why})

    return once(room=room, who=who, client_id=client_id, write=write)


def _note(room: Room, who: Speaker, kind: str, event: RoomEvent, reason: str) -> None:
    """Who did what to whom. An entry never shows whose pen name stands under a question.

    So it names the number of a message, and of a question either its number or its author, never both.
    """
    is_named = event.kind == EventKind.POST
    is_about_author = kind in _MEMBER_CHANGES or is_named
    record(
        actor=who.person,
        verb=f"rooms.{kind}",
        target=room,
        about=event.member.person if event.member is not None and is_about_author else None,
        changes={"number": event.number} if is_named or not is_about_author else None,
        personal={"reason": reason} if reason else None,
    )
