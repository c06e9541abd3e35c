"""Who may do what in a room: the policy of the package that opened it, and what the room's mode adds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from lms.people.models import Person
from lms.rooms.models import Mode, Room, RoomMember


@dataclass(frozen=True)
class RoomRights:
    """What a person may do in a room; having rights at all means she may read it."""

    post: bool = False
    ask: bool = False
    present: bool = False
    """Writes when only presenters may; her messages carry the mark of the staff."""
    moderate: bool = False
    """Sees full names, hides, silences, removes, changes the mode, runs polls, exports."""

    @property
    def is_staff(self) -> bool:
        """Whether the room is shown that she runs it."""
        return self.present or self.moderate


PARTICIPANT = RoomRights(post=True, ask=True)
PRESENTER = RoomRights(post=True, ask=True, present=True)
MODERATOR = RoomRights(post=True, ask=True, present=True, moderate=True)

type Policy = Callable[[Person, Room], RoomRights | None]
type PolicyOfMany = Callable[[Room, Sequence[Person]], Mapping[int, RoomRights]]
type NameIn = Callable[[Person, Room], str]

_policies: dict[str, tuple[Policy, PolicyOfMany | None]] = {}
_private_names: dict[str, NameIn] = {}


def register_policy(
    kind: str, policy: Policy, *, many: PolicyOfMany | None = None, private_name: NameIn | None = None
) -> None:
    """Say who may do what in rooms of ``kind``; ``many`` answers for several people at once (see the package).

    ``private_name`` makes the rooms of this kind private talks: people go by the name that it gives, no
    country stands beside it, there are messages only (no hands, questions, polls), and the rights are
    read once more under the room's lock before a message is written.
    """
    _policies[kind] = (policy, many)
    if private_name is not None:
        _private_names[kind] = private_name


def is_private(room: Room) -> bool:
    """Whether the room is a private talk (see ``register_policy``)."""
    return room.kind in _private_names


def private_name(person: Person, room: Room) -> str | None:
    """The name she goes by in a private talk; None in every other room."""
    name = _private_names.get(room.kind)
    return name(person, room) if name is not None else None


def rights_of_many(room: Room, people: Iterable[Person]) -> dict[int, RoomRights]:
    """The rights of those of ``people`` who have any, by person id. Rooms of an unknown kind are closed to all."""
    active = [person for person in people if person.is_active]
    found = _policies.get(room.kind)
    if found is None or not active:
        return {}
    policy, many = found
    if many is not None:
        rights = dict(many(room, active))
    else:
        rights = {p.pk: r for p in active if (r := policy(p, room)) is not None}
    removed = set(
        RoomMember.objects.filter(room=room, person_id__in=rights, is_removed=True).values_list("person_id", flat=True)
    )
    # A moderator cannot be locked out of her own room by another one.
    return {pk: r for pk, r in rights.items() if pk not in removed or r.moderate}


def policy_rights(person: Person, room: Room) -> RoomRights | None:
    """What the room's owner says alone; ``rights_of`` and ``entry.enter`` also know who was removed."""
    found = _policies.get(room.kind)
    return found[0](person, room) if found is not None and person.is_active else None


def rights_of(person: Person, room: Room) -> RoomRights | None:
    """Her rights in the room; None: for her it does not exist."""
    rights = policy_rights(person, room)
    if rights is None or rights.moderate:
        return rights
    removed = RoomMember.objects.filter(room=room, person=person, is_removed=True).exists()
    return None if removed else rights


def may_post(rights: RoomRights, mode: str) -> bool:
    """Whether she may write a message in this mode."""
    if mode == Mode.LOCKED:
        return False
    if mode in {Mode.QUESTIONS, Mode.PRESENTERS}:
        return rights.is_staff
    return rights.post or rights.is_staff


def may_ask(rights: RoomRights, mode: str) -> bool:
    """Whether she may ask a question in this mode."""
    return rights.ask and (mode in {Mode.OPEN, Mode.SLOW, Mode.QUESTIONS} or (rights.is_staff and mode != Mode.LOCKED))
