"""What a room's events look like on their way to the people in it.

An event is encoded at most twice: for the room, and for those who run it (full names, hidden texts,
reasons). What the room must not know is not in its text at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from lms.common.languages import direction, text_direction
from lms.rooms.models import EventKind, EventState, Question, QuestionState, RoomEvent

PAGE = 500
"""A reader who missed more events than this gets the latest page instead."""

_STAFF_ONLY = frozenset({EventKind.REPORT, EventKind.SILENCE, EventKind.UNSILENCE, EventKind.REMOVE, EventKind.READMIT})


@dataclass(frozen=True)
class Frame:
    """One event, ready to be sent."""

    number: int
    public: str
    staff: str


def events_after(room_id: int, number: int, *, limit: int = PAGE) -> list[RoomEvent]:
    """Up to ``limit`` events after ``number``, oldest first, with all that encoding needs."""
    return list(
        RoomEvent.objects.filter(room_id=room_id, number__gt=number)
        .select_related("member__person", "question")
        .order_by("number")[:limit]
    )


def frames_of(events: Sequence[RoomEvent]) -> list[Frame]:
    """Encode events of one room; one more query when something was shown again."""
    shown_again = [
        (e.room_id, e.target) for e in events if e.kind in {EventKind.RESTORE, EventKind.APPROVE} and e.target
    ]
    targets: dict[int, RoomEvent] = {}
    if shown_again:
        rows = RoomEvent.objects.filter(room_id=shown_again[0][0], number__in=[n for _r, n in shown_again])
        targets = {row.number: row for row in rows.select_related("member__person", "question")}
    return [
        Frame(
            event.number,
            encode(as_dict(event, staff=False, target=targets.get(event.target or 0))),
            encode(as_dict(event, staff=True, target=targets.get(event.target or 0))),
        )
        for event in events
    ]


def encode(content: dict[str, Any]) -> str:
    """Compact JSON."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def as_dict(event: RoomEvent, *, staff: bool, target: RoomEvent | None = None) -> dict[str, Any]:
    """The event as it is sent; ``target`` is the event that is shown again, if it is about one."""
    frame: dict[str, Any] = {"t": "event", "n": event.number, "k": event.kind, "at": event.created_at.isoformat()}
    if event.target is not None and (staff or event.kind not in _STAFF_ONLY):
        frame["of"] = event.target
    if event.kind in {EventKind.POST, EventKind.QUESTION}:
        frame |= _written(event, staff=staff)
    elif event.kind in {EventKind.RESTORE, EventKind.APPROVE} and target is not None:
        frame["shown"] = as_dict(target, staff=staff)
    elif event.kind == EventKind.POLL:
        frame |= _with_direction(event.payload["text"], event.language)
        frame |= {"options": event.payload["options"], "closes_at": event.payload["closes_at"]}
    elif event.kind == EventKind.HAND:
        frame |= {"up": event.payload["up"], "by": _author(event, staff=staff)}
    elif event.kind in {EventKind.UPVOTE, EventKind.VOTE, EventKind.POLL_CLOSED, EventKind.MODE}:
        frame |= event.payload
    if staff and event.payload.get("reason"):
        frame["reason"] = event.payload["reason"]
    return frame


def _written(event: RoomEvent, *, staff: bool) -> dict[str, Any]:
    frame: dict[str, Any] = {"cid": event.client_id, "state": event.state}
    if event.kind == EventKind.POST:
        frame["by"] = _author(event, staff=staff)
    else:
        # A pen name only, for everybody: nobody who asks is named on any screen.
        frame["by"] = {"name": shown_author(event)}
        question = question_of(event)
        frame["q"] = question.state if question else QuestionState.OPEN.value
        frame["votes"] = question.votes if question else 0
        if frame["q"] == QuestionState.WAITING and not staff:
            return {"q": QuestionState.WAITING.value, "state": event.state}
    if event.state == EventState.SHOWN or (staff and event.state == EventState.HIDDEN):
        frame |= _with_direction(event.payload.get("text", ""), event.language)
    return frame


def shown_author(event: RoomEvent) -> str:
    """The name that the room saw, or what stands there once its author was erased."""
    return event.author_name or gettext("A former participant")


def question_of(event: RoomEvent) -> Question | None:
    """The question on an event that was loaded with it."""
    return getattr(event, "question", None)


def _author(event: RoomEvent, *, staff: bool) -> dict[str, Any]:
    author: dict[str, Any] = {"name": shown_author(event), "m": event.member_id}
    if event.author_country:
        author["c"] = event.author_country
    if event.by_staff:
        author["staff"] = True
    if staff and event.member is not None:
        author["full"] = event.member.person.full_name or author["name"]
    return author


def _with_direction(text: str, language: str) -> dict[str, Any]:
    return {"text": text, "dir": text_direction(text), "lang": stated_language(text, language)}


def stated_language(text: str, language: str) -> str:
    """The language tag of a text: what its writer's page said, unless the letters run the other way."""
    return language if language and direction(language) == text_direction(text) else ""


def texts(frames: Iterable[Frame], *, staff: bool) -> list[str]:
    """The frames as one side sees them."""
    return [frame.staff if staff else frame.public for frame in frames]
