"""What a page may ask of a room, by socket or by plain HTTP: one table from words to verbs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from lms.common.errors import Refused
from lms.people.models import Person
from lms.rooms import actions
from lms.rooms.access import is_private
from lms.rooms.frames import as_dict
from lms.rooms.models import Room, RoomEvent

type Command = Callable[[Room, Person, Mapping[str, Any]], Any]


def perform(*, room: Room, person: Person, frame: Mapping[str, Any]) -> dict[str, Any]:
    """Do what ``frame`` asks (``k`` says what, ``cid`` is the sender's own id); returns the answer to the sender.

    Rights are read again each time. Raises Refused; ``unknown`` for a word that is not in the table.
    """
    word = str(frame.get("k"))
    command = COMMANDS.get(word)
    if command is None or (is_private(room) and word not in PRIVATE):
        raise Refused(_("This cannot be done here."), code="unknown")
    outcome = command(room, person, frame)
    answer: dict[str, Any] = {"t": "ok", "cid": frame.get("cid"), "k": frame.get("k")}
    if isinstance(outcome, RoomEvent):
        answer |= {"n": outcome.number, "e": as_dict(outcome, staff=True)}
        # The sender's own screen: her own waiting question in full, but no full names of others.
        answer["e"].pop("reason", None)
    elif isinstance(outcome, dict):
        answer |= outcome
    return answer


def number(frame: Mapping[str, Any], name: str = "of") -> int:
    """A whole number out of a frame or a form."""
    raw = frame.get(name)
    if isinstance(raw, bool) or not isinstance(raw, int | str):
        raise Refused(_("Something is missing."), code="bad_frame")
    try:
        value = int(raw)
    except ValueError as error:
        raise Refused(_("Something is missing."), code="bad_frame") from error
    if not 0 <= value < 2**53:
        raise Refused(_("Something is missing."), code="bad_frame")
    return value


def flag(frame: Mapping[str, Any], name: str) -> bool:
    """Yes or no; a form sends it as text."""
    return frame.get(name) in (True, "1", "true", "on")


def text(frame: Mapping[str, Any], name: str) -> str:
    """A text; whatever else it is becomes the verb's business to refuse."""
    raw = frame.get(name, "")
    return raw if isinstance(raw, str) else "\x00"


def _about(verb: Callable[..., RoomEvent | None]) -> Command:
    """A verb about one event."""
    return lambda room, person, f: verb(room=room, person=person, number=number(f), client_id=text(f, "cid"))


def _with_reason(verb: Callable[..., RoomEvent | None]) -> Command:
    return lambda room, person, f: verb(
        room=room, person=person, number=number(f), client_id=text(f, "cid"), reason=text(f, "reason")
    )


def _written(verb: Callable[..., RoomEvent | None]) -> Command:
    return lambda room, person, f: verb(
        room=room, person=person, text=text(f, "text"), client_id=text(f, "cid"), language=text(f, "lang")
    )


def _options(frame: Mapping[str, Any]) -> list[str]:
    raw = frame.get("options")
    if isinstance(raw, str):
        # A form without scripts: one option a line.
        return [line for line in raw.splitlines() if line.strip()]
    return [option if isinstance(option, str) else "\x00" for option in raw] if isinstance(raw, list) else []


PRIVATE = frozenset({"post", "delete"})
"""All that is possible in a private talk."""

COMMANDS: dict[str, Command] = {
    "post": _written(actions.post_message),
    "question": _written(actions.ask_question),
    "upvote": lambda room, person, f: {
        "of": number(f),
        "on": flag(f, "on"),
        "votes": actions.upvote(room=room, person=person, number=number(f), on=flag(f, "on")),
    },
    "approve": _about(actions.approve_question),
    "answering": _about(actions.answer_question),
    "answered": _about(actions.finish_question),
    "hide": _with_reason(actions.hide_message),
    "restore": _with_reason(actions.restore_message),
    "delete": _about(actions.delete_own),
    "report": _with_reason(actions.report_message),
    "silence": _with_reason(actions.silence_person),
    "unsilence": _with_reason(actions.unsilence_person),
    "remove": _with_reason(actions.remove_person),
    "readmit": _with_reason(actions.readmit_person),
    "mode": lambda room, person, f: actions.set_mode(
        room=room, person=person, mode=text(f, "mode"), client_id=text(f, "cid")
    ),
    "poll": lambda room, person, f: actions.start_poll(
        room=room,
        person=person,
        text=text(f, "text"),
        options=_options(f),
        seconds=number(f, "seconds") if f.get("seconds") else None,
        client_id=text(f, "cid"),
        language=text(f, "lang"),
    ),
    "vote": lambda room, person, f: {
        "of": number(f),
        "option": number(f, "option"),
        "counts": actions.vote(room=room, person=person, number=number(f), option=number(f, "option")),
    },
    "poll_closed": _about(actions.close_poll),
    "hand": lambda room, person, f: actions.move_hand(
        room=room, person=person, up=flag(f, "up"), member_id=number(f, "m") if f.get("m") else None
    ),
    "name": lambda room, person, f: {
        "name": actions.rename(room=room, person=person, name=text(f, "name")).display_name
    },
}
