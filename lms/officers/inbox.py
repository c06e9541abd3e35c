"""What waits for a member: requests, conversations, and what she asked herself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from lms.officers.access import apart, listings_of, may_meet, member_rows
from lms.officers.conversations import conversations_of
from lms.officers.models import ContactRequest, Conversation, Listing, RequestState, Side
from lms.officers.showing import Card, card_of
from lms.people.models import Country, Person
from lms.rooms.models import EventKind, RoomEvent, RoomMember

# How long a request that came to nothing stays in the asker's own list.
SHOWN_AFTERWARDS = dt.timedelta(days=30)
NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Received:
    """A request that waits for an answer, with what its asker shows."""

    request: ContactRequest
    card: Card
    listing: Listing | None


@dataclass(frozen=True)
class Sent:
    """A request of one's own: ``state`` is all that the asker is told."""

    request: ContactRequest
    card: Card
    listing: Listing | None
    state: str


@dataclass(frozen=True)
class Talk:
    """A conversation, the name of the other one in it, and whether she wrote since."""

    conversation: Conversation
    name: str
    is_new: bool


@dataclass(frozen=True)
class Inbox:
    """Everything on the page of requests."""

    received: list[Received]
    sent: list[Sent]
    talks: list[Talk]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all."""
        return not (self.received or self.sent or self.talks)


def waiting_for(person: Person) -> QuerySet[ContactRequest]:
    """Requests that wait for her answer, of askers whom she can see."""
    return ContactRequest.objects.filter(
        member_rows("asker"),
        ~apart(person, "asker"),
        asked=person,
        state=RequestState.WAITING,
        is_open=True,
        expires_at__gt=timezone.now(),
    )


def unread_talks(person: Person) -> QuerySet[Any]:
    """Her conversations in which the other one wrote after she was there last."""
    return with_newest(conversations_of(person), person.pk).filter(newest__gt=F("seen"))


def with_newest(rows: QuerySet[Any], person: Any, room: str = "room") -> QuerySet[Any]:
    """Annotate ``newest`` (when the other one wrote last) and ``seen`` (when ``person`` was there last).

    ``person`` is a key or an OuterRef; ``Any``, since no class declares the annotated columns.
    """
    here = RoomMember.objects.filter(room=OuterRef(room), person=person)
    written = RoomEvent.objects.filter(~Q(member__person=person), room=OuterRef(room), kind=EventKind.POST)
    annotated: QuerySet[Any] = rows.annotate(
        newest=Subquery(written.order_by("-number").values("created_at")[:1]),
        seen=Coalesce(Subquery(here.values("seen_at")[:1]), Value(NEVER), output_field=DateTimeField()),
    )
    return annotated


def signals_of(person: Person) -> tuple[bool, bool]:
    """Whether a request waits for her, and whether somebody wrote to her; for her home page.

    Whom she can see is long to ask, so it is asked only of what is there: for most people one light query.
    """
    if not may_meet(person):
        return False, False
    herself = Person.objects.filter(pk=person.pk)
    requests = ContactRequest.objects.filter(asked=person, state=RequestState.WAITING, is_open=True)
    talks = Conversation.objects.filter(Q(low=person) | Q(high=person))
    is_asked, talks_at_all = herself.values_list(Exists(requests), Exists(talks))[0]
    if not is_asked and not talks_at_all:
        return False, False
    nothing = Value(False)
    asked, written = herself.values_list(
        Exists(waiting_for(person)) if is_asked else nothing,
        Exists(unread_talks(person)) if talks_at_all else nothing,
    )[0]
    return bool(asked), bool(written)


def inbox_of(person: Person) -> Inbox:
    """Her page of requests, in a number of queries that does not grow with them."""
    if not may_meet(person):
        return Inbox([], [], [])
    received = list(waiting_for(person).order_by("created_at")[:100])
    since = timezone.now() - SHOWN_AFTERWARDS
    sent = list(
        ContactRequest.objects.filter(asker=person)
        .exclude(state__in=[RequestState.WITHDRAWN, RequestState.ACCEPTED])
        .filter(Q(is_open=True) | Q(expires_at__gt=since))[:100]
    )
    listings = listings_of(person, [one.asker_id for one in received] + [one.asked_id for one in sent])
    countries = Country.objects.in_bulk({str(one.seen.get("country", "")) for one in listings.values()})

    def card(person_id: int) -> tuple[Card, Listing | None]:
        listing = listings.get(person_id)
        return card_of(listing.seen if listing else {}, countries), listing

    return Inbox(
        [Received(one, *card(one.asker_id)) for one in received],
        [Sent(one, *card(one.asked_id), state="closed" if one.has_ended else "waiting") for one in sent],
        _talks(person),
    )


def _talks(person: Person) -> list[Talk]:
    talks = list(with_newest(conversations_of(person), person.pk)[:100])
    sides = Side.objects.filter(conversation__in=talks).exclude(person=person)
    names = dict(sides.values_list("conversation", "name"))
    return [
        Talk(one, str(names.get(one.pk, "")), is_new=one.newest is not None and one.newest > one.seen) for one in talks
    ]
