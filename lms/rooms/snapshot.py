"""A room as it stands: what the page shows first, and what a reader gets who missed too much."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from lms.people.models import Country
from lms.rooms.access import RoomRights, is_private, may_ask, may_post
from lms.rooms.actions.polls import voter_key
from lms.rooms.frames import as_dict
from lms.rooms.models import (
    EventKind,
    EventState,
    Poll,
    PollVote,
    Question,
    QuestionState,
    Room,
    RoomEvent,
    RoomMember,
    Upvote,
)

LATEST = 100
HERE = dt.timedelta(seconds=70)
"""Who was seen this long ago is here: open sockets are marked every 20 s, polling pages at each poll."""

_QUESTION_ORDER = {
    QuestionState.ANSWERING: 0,
    QuestionState.WAITING: 1,
    QuestionState.OPEN: 2,
    QuestionState.ANSWERED: 3,
}


@dataclass(frozen=True)
class Snapshot:
    """Everything a reader needs to begin at event ``last``; ready for JSON and for templates."""

    last: int
    mode: str
    messages: list[dict[str, Any]]
    questions: list[dict[str, Any]]
    polls: list[dict[str, Any]]
    people: list[dict[str, Any]]
    here: int
    you: dict[str, Any]
    has_earlier: bool

    def as_json(self) -> dict[str, Any]:
        """For ``state`` over HTTP."""
        return dict(vars(self))


def snapshot(room: Room, member: RoomMember, rights: RoomRights) -> Snapshot:
    """The room as ``member`` may see it now; a constant number of queries.

    ``room`` must be freshly loaded. Its number was read before all the rest: what happens meanwhile
    is replayed, and repeating it does no harm.
    """
    staff = rights.moderate
    posts = list(
        RoomEvent.objects.filter(room=room, kind=EventKind.POST)
        .select_related("member__person")
        .order_by("-number")[: LATEST + 1]
    )
    people = people_of(room, staff=staff)
    messages = [as_dict(event, staff=staff) for event in reversed(posts[:LATEST])]
    for message in messages:
        message["mine"] = message["by"]["m"] == member.pk
    return Snapshot(
        last=room.last_number,
        mode=room.mode,
        messages=_with_countries(messages),
        questions=_questions(room, member, staff=staff),
        polls=_polls(room, member),
        people=people,
        here=sum(1 for one in people if one["here"]),
        you=you(room, member, rights),
        has_earlier=len(posts) > LATEST,
    )


def you(room: Room, member: RoomMember, rights: RoomRights) -> dict[str, Any]:
    """What the reader herself may do and is called."""
    silenced = member.is_silenced and not rights.moderate
    return {
        "m": member.pk,
        "name": member.display_name,
        "pen": member.pen_name,
        "post": may_post(rights, room.mode) and not silenced,
        "ask": may_ask(rights, room.mode) and not silenced,
        "silenced": silenced,
        "staff": rights.moderate,
        "slow": room.slow_seconds if not rights.is_staff else 0,
        "hand": member.hand_raised_at is not None,
    }


def people_of(room: Room, *, staff: bool) -> list[dict[str, Any]]:
    """Who is here or has a hand up: hands first, in the order they were raised."""
    since = timezone.now() - HERE
    members = (
        RoomMember.objects.filter(room=room, is_removed=False)
        .filter(Q(seen_at__gte=since) | Q(hand_raised_at__isnull=False))
        .select_related("person__country")
        .order_by("hand_raised_at", "display_name")[:500]
    )
    named = not is_private(room)
    people = [
        {
            "m": member.pk,
            "name": member.display_name,
            "c": (member.person.country_id or "") if named else "",
            "country": member.person.country.name() if named and member.person.country else "",
            "hand": member.hand_raised_at.isoformat() if member.hand_raised_at else None,
            "here": member.seen_at is not None and member.seen_at >= since,
            **({"full": member.person.full_name} if staff else {}),
        }
        for member in members
    ]
    return sorted(people, key=lambda one: (one["hand"] is None, one["hand"] or "", str(one["name"])))


def here_counts(room_ids: list[int]) -> dict[int, int]:
    """How many are here, for several rooms in one query."""
    rows = (
        RoomMember.objects.filter(room_id__in=room_ids, is_removed=False, seen_at__gte=timezone.now() - HERE)
        .values_list("room_id")
        .annotate(Count("pk"))
    )
    return dict(rows)


def mark_visit(member: RoomMember) -> None:
    """She opened or polled the room; written at most every 20 s."""
    if member.seen_at is None or timezone.now() - member.seen_at > dt.timedelta(seconds=20):
        mark_seen([member.pk])


def mark_seen(member_ids: list[int]) -> None:
    """These members are in their rooms now."""
    for start in range(0, len(member_ids), 500):
        RoomMember.objects.filter(pk__in=member_ids[start : start + 500]).update(seen_at=timezone.now())


def _with_countries(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    countries = Country.objects.in_bulk({m["by"]["c"] for m in messages if "c" in m["by"]})
    for message in messages:
        country = countries.get(message["by"].get("c"))
        message["by"]["country"] = country.name() if country else ""
    return messages


def _questions(room: Room, member: RoomMember, *, staff: bool) -> list[dict[str, Any]]:
    rows = (
        Question.objects.filter(event__room=room, event__state=EventState.SHOWN)
        .select_related("event")
        .annotate(mine=Exists(Upvote.objects.filter(question=OuterRef("pk"), member=member)))
        .order_by("-votes", "event__number")[:200]
    )
    visible = [q for q in rows if staff or q.state != QuestionState.WAITING or q.event.member_id == member.pk]
    found = []
    for question in visible:
        event = question.event
        event.question = question
        shown = as_dict(event, staff=staff or event.member_id == member.pk)
        shown |= {"mine": event.member_id == member.pk, "voted": question.mine}
        shown["answered_at"] = question.answered_at.isoformat() if question.answered_at else None
        found.append(shown)
    return sorted(found, key=lambda q: (_QUESTION_ORDER[QuestionState(q["q"])], -q["votes"], q["n"]))


def _polls(room: Room, member: RoomMember) -> list[dict[str, Any]]:
    polls = list(Poll.objects.filter(event__room=room).select_related("event").order_by("-event__number")[:20])
    if not polls:
        return []
    counts: dict[int, dict[int, int]] = defaultdict(dict)
    rows = PollVote.objects.filter(poll__in=polls).values_list("poll_id", "option").annotate(Count("pk")).order_by()
    for poll_id, option, votes in rows:
        counts[poll_id][option] = votes
    keys = {voter_key(poll, member): poll.pk for poll in polls}
    mine = dict(PollVote.objects.filter(voter__in=keys).values_list("poll_id", "option"))
    now = timezone.now()
    found = []
    for poll in polls:
        shown = as_dict(poll.event, staff=False)
        votes_of = [counts[poll.pk].get(i, 0) for i in range(len(shown["options"]))]
        ended = poll.closed_at is not None or (poll.closes_at is not None and poll.closes_at <= now)
        total = sum(votes_of)
        shown |= {"counts": votes_of, "total": total, "vote": mine.get(poll.pk), "closed": ended}
        shown["bars"] = [
            {
                "text": text,
                "votes": votes,
                "percent": round(100 * votes / total) if total else 0,
                "mine": mine.get(poll.pk) == index,
                "index": index,
            }
            for index, (text, votes) in enumerate(zip(shown["options"], votes_of, strict=True))
        ]
        found.append(shown)
    return found
