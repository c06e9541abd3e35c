"""The log of a room as a file, for the people who run it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from lms.rooms import pen_names
from lms.rooms.frames import shown_author
from lms.rooms.models import EventKind, EventState, Room, RoomEvent

# Votes and raised hands say nothing by themselves; their results are on the screen and in the poll's end.
_LEFT_OUT = (EventKind.UPVOTE, EventKind.VOTE, EventKind.HAND)


def _events(room: Room) -> Iterator[RoomEvent]:
    return (
        RoomEvent.objects.filter(room=room)
        .exclude(kind__in=_LEFT_OUT)
        .select_related("member__person", "question", "poll")
        .order_by("number")
        .iterator(chunk_size=500)
    )


def author_of(event: RoomEvent) -> str:
    """The full name for the staff; a pen name stays a pen name."""
    if event.kind == EventKind.QUESTION or event.member is None or event.author_name == event.member.pen_name:
        return pen_names.shown(shown_author(event))
    return event.member.person.full_name or shown_author(event)


def content_of(event: RoomEvent) -> str:
    """What was said or decided, in one text."""
    if event.state == EventState.DELETED:
        return _("(removed by its author)")
    if event.kind == EventKind.POLL:
        return "\n".join([event.payload["text"], *(f"- {option}" for option in event.payload["options"])])
    if event.kind == EventKind.POLL_CLOSED:
        return ", ".join(map(str, event.payload["counts"]))
    if event.kind == EventKind.MODE:
        return str(event.payload["mode"])
    return str(event.payload.get("text") or event.payload.get("reason") or "")


def rows(room: Room) -> Iterator[list[str | int]]:
    """One row an event: number, time in UTC, what, about which number, who, text, state."""
    for event in _events(room):
        yield [
            event.number,
            event.created_at.strftime("%Y-%m-%d %H:%M:%S"),
            str(EventKind(event.kind).label),
            event.target or "",
            author_of(event),
            content_of(event),
            str(EventState(event.state).label),
        ]


def headings() -> list[str]:
    """The titles of the columns of ``rows``."""
    return [_("Number"), _("Time (UTC)"), _("What"), _("About number"), _("Who"), _("Text"), _("State")]


def as_text(room: Room) -> Iterator[str]:
    """The messages and questions to read or print, one paragraph each."""
    yield f"{room.title}\n{timezone.now():%Y-%m-%d %H:%M} UTC\n\n"
    for event in _events(room):
        label = EventKind(event.kind).label
        yield f"[{event.number}] {event.created_at:%Y-%m-%d %H:%M:%S} {label} · {author_of(event)}\n"
        if content := content_of(event):
            yield "".join(f"    {line}\n" for line in content.splitlines())
