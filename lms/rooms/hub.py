"""One hub per process hands a room's news to the sockets in it.

The database is the source. The hub hears of news by a wake-up (own process, Redis) or finds it itself:
every second it asks for the newest number of all its open rooms in one query. It reads what is new once,
encodes it once (once more for the staff) and writes the same bytes to every socket. A socket remembers
the number it was sent last, so nothing is sent twice or left out.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from dataclasses import dataclass, field
from typing import Any

import redis.asyncio
from django.conf import settings
from django.db import Error as DatabaseError

from lms.rooms import wake
from lms.rooms.access import RoomRights
from lms.rooms.bouncer import Visitor, look_again
from lms.rooms.frames import PAGE, Frame, encode, events_after, frames_of, texts
from lms.rooms.models import Room
from lms.rooms.outlets import Batch, Outlet
from lms.rooms.snapshot import here_counts, mark_seen
from lms.rooms.threads import in_thread

logger = logging.getLogger(__name__)

LOOK_EVERY = 1.0
SEEN_EVERY = 20.0
HERE_EVERY = 3.0

CLOSE_CATCH_UP = 4408
"""The reader was too slow: connect again and catch up."""
CLOSE_NO_ACCESS = 4403
"""No longer in the room: do not come back by yourself."""
CLOSE_SIGNED_OUT = 4401


@dataclass(eq=False)
class Socket:
    """One open page of one person in one room."""

    room_id: int
    visitor: Visitor
    rights: RoomRights
    member_id: int
    outlet: Outlet
    close: Any  # Callable[[int], Awaitable[None]]: the consumer's own
    sent: int = 0
    replaying: bool = True

    def give(self, batch: Batch, number: int) -> bool:
        """Send a batch whose newest event is ``number``."""
        self.sent = number
        return self.outlet.deliver(batch)

    def tell(self, content: dict[str, Any]) -> None:
        """Send something that is not an event of the room: an answer, an error, a count."""
        if not self.outlet.deliver(Batch([encode(content)])):
            asyncio.get_running_loop().create_task(self.close(CLOSE_CATCH_UP))


@dataclass(eq=False)
class OpenRoom:
    """A room with at least one socket in this process. ``last``: newest number handed out."""

    room_id: int
    last: int
    wanted: int
    sockets: set[Socket] = field(default_factory=set)
    pulling: bool = False
    here: int = -1


class Hub:
    """Use ``Hub.current()``; it lives as long as its event loop."""

    _hubs: dict[int, Hub] = {}

    @classmethod
    def current(cls) -> Hub:
        """The hub of the running event loop."""
        loop = asyncio.get_running_loop()
        hub = cls._hubs.get(id(loop))
        if hub is None or hub.loop is not loop:
            hub = cls._hubs[id(loop)] = cls(loop)
        return hub

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.rooms: dict[int, OpenRoom] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._watching = False
        wake.listen(self._wake_from_any_thread)

    # --- sockets come and go ---

    async def join(self, socket: Socket) -> None:
        """Subscribe, then replay what the socket has not seen (``socket.sent`` says where it is)."""
        room = self.rooms.get(socket.room_id)
        if room is None:
            last = await in_thread(lambda: newest_numbers([socket.room_id]).get(socket.room_id, 0))
            room = self.rooms.setdefault(socket.room_id, OpenRoom(socket.room_id, last, last))
        room.sockets.add(socket)
        self._watch()
        await self.replay(socket)

    def leave(self, socket: Socket) -> None:
        """Forget a socket; the last one closes the room here."""
        socket.outlet.stop()
        room = self.rooms.get(socket.room_id)
        if room is not None:
            room.sockets.discard(socket)
            if not room.sockets:
                del self.rooms[socket.room_id]

    async def replay(self, socket: Socket) -> None:
        """Send what came after ``socket.sent``; live events wait meanwhile. Too much: the latest page instead."""
        room = self.rooms.get(socket.room_id)
        if room is None:
            return
        socket.replaying = True
        if socket.sent > room.last:
            # A number that does not exist yet: from a restored backup, or made up. Look before believing it.
            newest = await in_thread(lambda: newest_numbers([socket.room_id]).get(socket.room_id, 0))
            if socket.sent > newest:
                self._reset(socket, newest)
        while socket.sent < room.last and socket in room.sockets:
            if room.last - socket.sent > PAGE:
                self._reset(socket, room.last)
                break
            after, staff = socket.sent, socket.rights.moderate
            frames = await in_thread(lambda after=after: frames_of(events_after(socket.room_id, after)))  # type: ignore[misc]
            if not frames:
                break
            if not socket.give(Batch(texts(frames, staff=staff)), frames[-1].number):
                self._spawn(socket.close(CLOSE_CATCH_UP))
                return
        # No await between the last comparison and this line, so no live event slips through.
        socket.replaying = False

    def _reset(self, socket: Socket, last: int) -> None:
        socket.sent = last
        socket.tell({"t": "reset", "last": last})

    # --- news ---

    def _wake_from_any_thread(self, room_id: int, number: int) -> None:
        if not self.loop.is_closed():
            with contextlib.suppress(RuntimeError):
                self.loop.call_soon_threadsafe(self.wake, room_id, number)

    def wake(self, room_id: int, number: int) -> None:
        """The room has events up to ``number``; fetch them if somebody here waits for them."""
        room = self.rooms.get(room_id)
        if room is None or number <= room.last:
            return
        room.wanted = max(room.wanted, number)
        if not room.pulling:
            room.pulling = True
            self._spawn(self._pull(room))

    async def _pull(self, room: OpenRoom) -> None:
        try:
            while room.sockets:
                frames = await in_thread(lambda: frames_of(events_after(room.room_id, room.last)))
                if not frames:
                    break
                self._broadcast(room, frames)
                if room.last >= room.wanted:
                    break
        except DatabaseError as error:
            # The next look, a second from now, tries again.
            logger.warning("rooms: reading events failed: %s", type(error).__name__)
        finally:
            room.wanted = room.last
            room.pulling = False

    def _broadcast(self, room: OpenRoom, frames: list[Frame]) -> None:
        before, room.last = room.last, frames[-1].number
        public, staff = Batch(texts(frames, staff=False)), Batch(texts(frames, staff=True))
        for socket in list(room.sockets):
            if socket.replaying:
                continue
            batch = staff if socket.rights.moderate else public
            if socket.sent != before:
                # A replay had read further than the hub: only what is new to this socket.
                rest = [frame for frame in frames if frame.number > socket.sent]
                if not rest:
                    continue
                batch = Batch(texts(rest, staff=socket.rights.moderate))
            if not socket.give(batch, room.last):
                self._spawn(socket.close(CLOSE_CATCH_UP))

    # --- once a second ---

    def _watch(self) -> None:
        if not self._watching:
            self._watching = True
            self._spawn(self._look_regularly())
            self._spawn(self._look_at_rights_regularly())
            if settings.REDIS_URL:
                self._spawn(self._listen_to_redis())

    async def _look_regularly(self) -> None:
        seen = here = 0.0
        while True:
            try:
                ids = list(self.rooms)
                now = time.monotonic()
                if ids:
                    for room_id, number in (await in_thread(lambda ids=ids: newest_numbers(ids))).items():  # type: ignore[misc]
                        self.wake(room_id, number)
                if now - seen > SEEN_EVERY:
                    seen = now
                    members = [s.member_id for room in self.rooms.values() for s in room.sockets]
                    await in_thread(lambda members=members: mark_seen(members))  # type: ignore[misc]
                if now - here > HERE_EVERY:
                    here = now
                    await self._tell_who_is_here(ids)
            except DatabaseError as error:
                logger.warning("rooms: looking for news failed: %s", type(error).__name__)
            await asyncio.sleep(LOOK_EVERY)

    async def _tell_who_is_here(self, ids: list[int]) -> None:
        counts = await in_thread(lambda: here_counts(ids)) if ids else {}
        for room_id in ids:
            room, count = self.rooms.get(room_id), counts.get(room_id, 0)
            if room is not None and room.here != count:
                room.here = count
                for socket in list(room.sockets):
                    socket.tell({"t": "here", "n": count})

    async def _look_at_rights_regularly(self) -> None:
        while True:
            try:
                await self._look_at_rights()
            except DatabaseError as error:
                logger.warning("rooms: reading rights failed: %s", type(error).__name__)
            await asyncio.sleep(LOOK_EVERY)

    async def _look_at_rights(self) -> None:
        """Read the rights of all open sockets again; close those of people who have none any more."""
        sockets = {room_id: list(room.sockets) for room_id, room in self.rooms.items()}
        if not sockets:
            return
        visitors = {room_id: [s.visitor for s in found] for room_id, found in sockets.items()}
        verdicts = await in_thread(lambda: look_again(visitors))
        for room_id, found in sockets.items():
            for socket in found:
                rights = verdicts.get((room_id, socket.visitor))
                if isinstance(rights, RoomRights):
                    if rights != socket.rights:
                        socket.rights = rights
                        socket.tell({"t": "rights"})
                else:
                    self.leave(socket)
                    self._spawn(socket.close(CLOSE_NO_ACCESS if rights is None else CLOSE_SIGNED_OUT))

    async def _listen_to_redis(self) -> None:
        while True:
            try:
                client = redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1)
                async with client, client.pubsub() as channel:
                    await channel.subscribe(wake.CHANNEL)
                    async for message in channel.listen():
                        self._heard(message)
            except (redis.RedisError, OSError) as error:
                logger.warning("rooms: Redis is away (%s)", type(error).__name__)
            await asyncio.sleep(wake.REST)

    def _heard(self, message: dict[str, Any]) -> None:
        if message.get("type") != "message":
            return
        source, room_id, number = wake.parse(message["data"])
        if source != wake.SOURCE:
            self.wake(room_id, number)

    def _spawn(self, coroutine: Any) -> None:
        task = self.loop.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("rooms: a task of the hub failed", exc_info=error)


def newest_numbers(room_ids: list[int]) -> dict[int, int]:
    """The newest event's number of each room, in one query."""
    return dict(Room.objects.filter(pk__in=room_ids).values_list("pk", "last_number"))
