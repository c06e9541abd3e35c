"""Write to the room."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lms.common.errors import Refused
from lms.common.languages import CODES
from lms.common.numbers import digits
from lms.people.models import Person
from lms.rooms.access import RoomRights, is_private, may_post, rights_of, rights_of_many
from lms.rooms.actions.append import Draft, Speaker, append, locked
from lms.rooms.models import EventKind, Mode, Room, RoomEvent, RoomMember
from lms.rooms.names import member_of
from lms.rooms.text import clean, clean_client_id


@dataclass(frozen=True)
class Message:
    """A message that somebody wants to write."""

    person: Person
    text: object
    client_id: object
    language: str = ""
    reader: str = ""
    """The language in which a refusal is explained; empty: the one that is active."""


def post_message(*, room: Room, person: Person, text: str, client_id: str, language: str = "") -> RoomEvent:
    """Write ``text`` as ``person``; repeated with the same ``client_id`` it returns the first result.

    Raises Refused: ``no_access``, ``silenced``, ``mode``, ``slow`` (too soon), ``empty``, ``too_long``,
    ``not_text``, ``client_id``.
    """
    rights = rights_of(person, room)
    outcome = _post(room, [Message(person, text, client_id, language)], {person.pk: rights} if rights else {})[0]
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def post_messages(*, room: Room, messages: Sequence[Message]) -> list[RoomEvent | Refused]:
    """Write several people's messages in one transaction; one outcome for each, in order.

    Rights are read once for all of them. What one person may not write does not hold up the rest.
    """
    return _post(room, messages, rights_of_many(room, {m.person.pk: m.person for m in messages}.values()))


def say(*, room: Room, text: str, name: str, language: str = "") -> RoomEvent:
    """Write a message of the house itself, such as an announcement by a command; no person is behind it."""
    draft = Draft(
        EventKind.POST,
        author_name=clean(name, limit=60, lines=False),
        by_staff=True,
        payload={"text": clean(text)},
        language=_language(language),
    )
    with locked(room.pk) as held:
        return append(held, [draft])[0]


def _language(code: str) -> str:
    return code if code in CODES else ""


def _post(room: Room, messages: Sequence[Message], rights: Mapping[int, RoomRights]) -> list[RoomEvent | Refused]:
    outcomes: dict[int, RoomEvent | Refused] = {}
    speakers = _speakers(room, messages, rights)
    drafts: dict[int, Draft] = {}
    for index, message in enumerate(messages):
        try:
            with _for_reader(message):
                drafts[index] = _draft(speakers.get(message.person.pk), message)
        except Refused as refused:
            outcomes[index] = refused
    with locked(room.pk) as held:
        earlier = _earlier(drafts.values())
        waits = _slow_waits(held, [speakers[messages[i].person.pk] for i in drafts])
        # Somebody may have been blocked since the rights were read; who blocks holds the room, too.
        still = rights_of_many(held, [s.person for s in speakers.values()]) if is_private(held) else rights
        fresh: dict[tuple[int, str], int] = {}
        repeats: dict[int, int] = {}
        for index, draft in drafts.items():
            who = speakers[messages[index].person.pk]
            key = (who.member.pk, draft.client_id)
            if key in earlier:
                outcomes[index] = earlier[key]
            elif key in fresh:
                repeats[index] = fresh[key]
            elif (no := _refusal(held, who, waits, messages[index], may=who.person.pk in still)) is not None:
                outcomes[index] = no
            else:
                fresh[key] = index
                if held.mode == Mode.SLOW and not who.rights.is_staff:
                    waits[who.member.pk] = held.slow_seconds
        written = append(held, [drafts[i] for i in fresh.values()])
        outcomes.update(zip(fresh.values(), written, strict=True))
    outcomes.update({index: outcomes[first] for index, first in repeats.items()})
    return [outcomes[index] for index in range(len(messages))]


def _draft(who: Speaker | None, message: Message) -> Draft:
    if who is None:
        raise _gone()
    return who.draft(
        EventKind.POST,
        payload={"text": clean(message.text)},
        language=_language(message.language),
        client_id=clean_client_id(message.client_id),
    )


def _for_reader(message: Message) -> contextlib.AbstractContextManager[None]:
    """Reasons in the language of the page that the message came from."""
    return translation.override(message.reader) if message.reader else contextlib.nullcontext()


def _speakers(room: Room, messages: Sequence[Message], rights: Mapping[int, RoomRights]) -> dict[int, Speaker]:
    people = {m.person.pk: m.person for m in messages if m.person.pk in rights}
    members = {m.person_id: m for m in RoomMember.objects.filter(room=room, person_id__in=people)}
    return {
        pk: Speaker(person, members.get(pk) or member_of(room, person), rights[pk], is_private(room))
        for pk, person in people.items()
    }


def _earlier(drafts: Iterable[Draft]) -> dict[tuple[int, str], RoomEvent]:
    wanted = {(d.member.pk, d.client_id) for d in drafts if d.member is not None}
    rows = RoomEvent.objects.filter(member_id__in={m for m, _id in wanted}, client_id__in={c for _m, c in wanted})
    return {key: row for row in rows if (key := (row.member_id or 0, row.client_id)) in wanted}


def _slow_waits(room: Room, speakers: Sequence[Speaker]) -> dict[int, int]:
    """Seconds that each member still has to wait in slow mode; none in the other modes."""
    if room.mode != Mode.SLOW:
        return {}
    now = timezone.now()
    since = now - dt.timedelta(seconds=room.slow_seconds)
    rows = RoomEvent.objects.filter(
        room=room, kind=EventKind.POST, member__in=[s.member for s in speakers], created_at__gt=since
    ).values_list("member_id", "created_at")
    waits: dict[int, int] = {}
    for member_id, at in rows:
        left = room.slow_seconds - int((now - at).total_seconds())
        waits[member_id or 0] = max(left, waits.get(member_id or 0, 1))
    return waits


def _refusal(room: Room, who: Speaker, waits: dict[int, int], message: Message, *, may: bool) -> Refused | None:
    with _for_reader(message):
        return _why_not(room, who, waits) if may else _gone()


def _gone() -> Refused:
    return Refused(_("You are no longer in this room."), code="no_access")


def _why_not(room: Room, who: Speaker, waits: dict[int, int]) -> Refused | None:
    if who.member.is_silenced and not who.rights.moderate:
        return Refused(_("The people who run this room have paused your messages."), code="silenced")
    if not may_post(who.rights, room.mode):
        return Refused(_("Nobody but the people who run this room can write at the moment."), code="mode")
    if (wait := waits.get(who.member.pk)) is not None and not who.rights.is_staff:
        return Refused(
            _("Slow mode: you can write again in %(seconds)s s. Your text is kept.") % {"seconds": digits(str(wait))},
            code="slow",
        )
    return None
