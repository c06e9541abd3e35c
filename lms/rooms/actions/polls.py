"""Start a poll, vote without a name, close it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Count
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from lms.common.errors import Refused
from lms.common.languages import CODES
from lms.people.models import Person
from lms.rooms.actions.append import Draft, append, locked, moderator, once, speaker
from lms.rooms.models import EventKind, Mode, Poll, PollVote, Room, RoomEvent, RoomMember
from lms.rooms.text import OPTION_LIMIT, clean

MIN_OPTIONS, MAX_OPTIONS = 2, 8
MAX_SECONDS = 3600


def start_poll(
    *,
    room: Room,
    person: Person,
    text: str,
    options: Sequence[str],
    client_id: str,
    seconds: int | None = None,
    language: str = "",
) -> RoomEvent | None:
    """Ask the room one question with two to eight options; open for ``seconds``, or until it is closed."""
    who = moderator(room, person)
    question = clean(text, limit=300, lines=False)
    cleaned = [clean(option, limit=OPTION_LIMIT, lines=False) for option in options[: MAX_OPTIONS + 1]]
    if not MIN_OPTIONS <= len(cleaned) <= MAX_OPTIONS or len(set(cleaned)) != len(cleaned):
        raise Refused(_("A poll needs two to eight different options."), code="options")
    if seconds is not None and not 10 <= seconds <= MAX_SECONDS:
        raise Refused(_("A poll can stay open from ten seconds to one hour."), code="seconds")
    closes_at = timezone.now() + dt.timedelta(seconds=seconds) if seconds else None

    def write(held: Room) -> Draft:
        return who.draft(
            EventKind.POLL,
            payload={
                "text": question,
                "options": cleaned,
                "closes_at": closes_at.isoformat() if closes_at else None,
            },
            language=language if language in CODES else "",
        )

    with locked(room.pk):
        event = once(room=room, who=who, client_id=client_id, write=write)
        if event is not None and event.kind == EventKind.POLL:
            Poll.objects.get_or_create(event=event, defaults={"closes_at": closes_at})
        return event


def vote(*, room: Room, person: Person, number: int, option: int) -> list[int]:
    """Choose an option, or another one than before; returns the counts. Raises Refused ``closed``, ``option``."""
    who = speaker(room, person)
    with locked(room.pk) as held:
        poll = _poll(held, number)
        if held.mode == Mode.LOCKED or poll.closed_at or (poll.closes_at and poll.closes_at <= timezone.now()):
            raise Refused(_("This poll has ended."), code="closed")
        if not 0 <= option < len(poll.event.payload["options"]):
            raise Refused(_("This poll has no such option."), code="option")
        key = voter_key(poll, who.member)
        before = PollVote.objects.filter(poll=poll, voter=key).values_list("option", flat=True).first()
        if before is None:
            PollVote.objects.create(poll=poll, voter=key, option=option)
        elif before != option:
            PollVote.objects.filter(poll=poll, voter=key).update(option=option)
        counts = counts_of(poll)
        if before != option:
            append(held, [Draft(EventKind.VOTE, target=number, payload={"counts": counts})])
    return counts


def close_poll(*, room: Room, person: Person, number: int, client_id: str) -> RoomEvent | None:
    """End a poll; the result stays on screen."""
    who = moderator(room, person)

    def write(held: Room) -> Draft | None:
        poll = _poll(held, number)
        if not Poll.objects.filter(pk=poll.pk, closed_at=None).update(closed_at=timezone.now()):
            return None
        return who.draft(EventKind.POLL_CLOSED, target=number, payload={"counts": counts_of(poll)})

    return once(room=room, who=who, client_id=client_id, write=write)


def close_due_polls() -> int:
    """End the polls whose time is over; safe to run twice at once."""
    closed = 0
    due = Poll.objects.filter(closed_at=None, closes_at__lte=timezone.now()).select_related("event")
    for poll in due[:200]:
        with locked(poll.event.room_id) as held:
            if Poll.objects.filter(pk=poll.pk, closed_at=None).update(closed_at=timezone.now()):
                append(
                    held,
                    [Draft(EventKind.POLL_CLOSED, target=poll.event.number, payload={"counts": counts_of(poll)})],
                )
                closed += 1
    return closed


def voter_key(poll: Poll, member: RoomMember) -> str:
    """The name under which a member's vote is kept: only who holds the site's key can recompute it."""
    return salted_hmac("lms.rooms.poll", f"{poll.pk}:{member.pk}", algorithm="sha256").hexdigest()


def counts_of(poll: Poll) -> list[int]:
    """Votes per option, in the options' order."""
    counts = [0] * len(poll.event.payload["options"])
    for option, votes in poll.votes.values_list("option").annotate(Count("pk")).order_by():
        counts[option] = votes
    return counts


def _poll(room: Room, number: int) -> Poll:
    found = Poll.objects.filter(event__room=room, event__number=number).select_related("event").first()
    if found is None:
        raise Refused(_("This is no longer here."), code="not_found")
    return found
