"""Where messages that arrive at the same time are written together.

While one transaction is under way, the messages of a room gather; the next one takes them all. A quiet
room notices nothing of it, and a busy one pays for one lock, one rights query and one commit per batch.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from lms.common.errors import Refused
from lms.people.models import Person
from lms.rooms.actions.post_message import Message, post_messages
from lms.rooms.models import Room, RoomEvent
from lms.rooms.threads import in_thread

MOST = 100
"""Messages in one transaction."""


@dataclass(frozen=True)
class Slip:
    """A message on its way to the desk."""

    person_id: int
    text: object
    client_id: object
    language: str
    reader: str


@dataclass(eq=False)
class _Tray:
    slips: list[tuple[Slip, asyncio.Future[RoomEvent | Refused]]] = field(default_factory=list)
    busy: bool = False


_trays: dict[tuple[int, int], _Tray] = {}


async def write(room_id: int, slip: Slip) -> RoomEvent | Refused:
    """Write the message in the room's next transaction."""
    loop = asyncio.get_running_loop()
    tray = _trays.setdefault((id(loop), room_id), _Tray())
    future: asyncio.Future[RoomEvent | Refused] = loop.create_future()
    tray.slips.append((slip, future))
    if not tray.busy:
        tray.busy = True
        # The first of a batch writes for all who come while it does, so no task outlives its socket's need.
        task = loop.create_task(_empty((id(loop), room_id), tray))
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
    return await future


async def _empty(key: tuple[int, int], tray: _Tray) -> None:
    try:
        while tray.slips:
            taken, tray.slips = tray.slips[:MOST], tray.slips[MOST:]
            try:
                outcomes = await in_thread(lambda taken=taken: _write(key[1], [s for s, _f in taken]))  # type: ignore[misc]
            except Exception as error:  # noqa: BLE001  # each waiting sender gets it and answers for itself
                for _slip, future in taken:
                    if not future.done():
                        future.set_exception(error)
                continue
            for (_slip, future), outcome in zip(taken, outcomes, strict=True):
                if not future.done():
                    future.set_result(outcome)
    finally:
        tray.busy = False
        if _trays.get(key) is tray and not tray.slips:
            del _trays[key]


def _write(room_id: int, slips: list[Slip]) -> list[RoomEvent | Refused]:
    room = Room.objects.get(pk=room_id)
    people = Person.objects.in_bulk({slip.person_id for slip in slips})
    gone = Person(pk=0, is_active=False)
    return post_messages(
        room=room,
        messages=[Message(people.get(s.person_id, gone), s.text, s.client_id, s.language, s.reader) for s in slips],
    )
