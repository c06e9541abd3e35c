"""Private talks: a room of ``lms.rooms`` for two, and who may be in it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from lms.officers.access import apart, are_apart, member_rows
from lms.officers.models import Conversation, Side
from lms.people.models import Person
from lms.rooms.access import RoomRights
from lms.rooms.models import Room
from lms.rooms.names import new_pen_name

KIND = "conversation"
WRITER = RoomRights(post=True)


def rights_of_many(room: Room, people: Sequence[Person]) -> dict[int, RoomRights]:
    """The two write, as long as both are active members and neither has blocked the other; nobody else gets in.

    Three queries, whatever the number of people.
    """
    pair = Conversation.objects.filter(room=room).values_list("low_id", "high_id").first()
    if pair is None:
        return {}
    both = Person.objects.filter(member_rows(), pk__in=pair).count() == len(pair)
    if not both or are_apart(*pair):
        return {}
    return {person.pk: WRITER for person in people if person.pk in pair}


def rights_of(person: Person, room: Room) -> RoomRights | None:
    """The same for one person; None: for her the room does not exist."""
    return rights_of_many(room, [person]).get(person.pk)


def name_in(person: Person, room: Room) -> str:
    """The name under which she agreed to talk; never more than her profile showed at that moment."""
    name = Side.objects.filter(conversation__room=room, person=person).values_list("name", flat=True).first()
    return name or new_pen_name()


def conversations_of(person: Person) -> QuerySet[Conversation]:
    """Her talks, newest word first, without those that are closed by a block or by the end of an account."""
    both = member_rows("low") & member_rows("high") & ~apart(person, "low") & ~apart(person, "high")
    return (
        Conversation.objects.filter(Q(low=person) | Q(high=person))
        .filter(both)
        .select_related("room")
        .order_by("-room__last_event_at", "-opened_at")
    )


def other_of(conversation: Conversation, person: Person) -> int:
    """The key of the one she talks with."""
    return conversation.high_id if conversation.low_id == person.pk else conversation.low_id
