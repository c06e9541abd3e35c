"""A socket into a room: ``/ws/rooms/<id>/?after=<number>&lang=<page's language>``.

From the page: JSON objects with ``k`` (a word of ``commands``, ``ping`` or ``after``) and ``cid``.
To the page: ``t`` = ``event`` (one of the room's, numbered ``n``), ``ok`` or ``no`` (the answer to ``cid``),
``pong``, ``here``, ``rights`` (they changed: ask for the state), ``reset`` (too much was missed: the same).
"""

from __future__ import annotations

import json
import logging
from typing import Any
from urllib.parse import parse_qs

from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import Error as DatabaseError
from django.utils import translation
from django.utils.translation import gettext as _

from lms.common.errors import Refused
from lms.common.languages import CODES
from lms.people.models import Person
from lms.rooms import commands, desk, rates
from lms.rooms.access import RoomRights
from lms.rooms.bouncer import Visitor, visitor_of
from lms.rooms.entry import enter
from lms.rooms.frames import as_dict
from lms.rooms.hub import CLOSE_NO_ACCESS, CLOSE_SIGNED_OUT, Hub, Socket
from lms.rooms.models import Room
from lms.rooms.outlets import outlet_for
from lms.rooms.snapshot import mark_visit
from lms.rooms.threads import in_thread

logger = logging.getLogger(__name__)

FRAME_LIMIT = 16_000
"""Characters of one frame from a page; a message of 2,000 with escapes fits well."""
PATIENCE = 200
"""Refused frames for speed or form after which the socket is closed."""


class RoomConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels ships no types
    """Checks who comes, hands the socket to the hub, and passes on what its page asks."""

    # The hub does the sending, so the socket needs no place in a channel layer.
    channel_layer_alias = "none: the hub sends"

    socket: Socket | None = None
    language = "en"
    offences = 0

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Channels' own looks for stale connections in another thread at every frame; ours have their own."""
        handlers = {
            "websocket.connect": self.websocket_connect,
            "websocket.receive": self.websocket_receive,
            "websocket.disconnect": self.websocket_disconnect,
        }
        await handlers[message["type"]](message)

    async def websocket_disconnect(self, message: dict[str, Any]) -> None:
        """The page is gone."""
        if self.socket is not None:
            Hub.current().leave(self.socket)
        raise StopConsumer

    async def connect(self) -> None:
        """Log-in, rights, then subscribe and replay."""
        room_id = self.scope["url_route"]["kwargs"]["room_id"]
        query = parse_qs(self.scope["query_string"].decode("latin1"))
        self.language = query.get("lang", ["en"])[0] if query.get("lang", ["en"])[0] in CODES else "en"
        try:
            found = await in_thread(lambda: _enter(room_id, self.scope["headers"]))
        except DatabaseError as error:
            logger.warning("rooms: a socket could not be checked: %s", type(error).__name__)
            await self.close()
            return
        await self.accept()
        if isinstance(found, int):
            await self.close(found)
            return
        visitor, rights, member_id = found
        self.socket = Socket(
            room_id, visitor, rights, member_id, outlet_for(self.base_send), self._close, sent=_number(query)
        )
        try:
            await Hub.current().join(self.socket)
        except DatabaseError:
            await self._close(1013)

    async def _close(self, code: int) -> None:
        if self.socket is not None:
            Hub.current().leave(self.socket)
        await self.close(code)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """One frame of the page; every one is answered, none of them is trusted."""
        socket = self.socket
        if socket is None:
            return
        frame = _parse(text_data)
        if frame is None:
            await self._refuse(socket, None, "bad_frame")
        elif frame["k"] == "ping":
            socket.tell({"t": "pong", "last": socket.sent})
        elif not rates.allow(socket.visitor.person_id):
            await self._refuse(socket, frame.get("cid"), "rate")
        elif frame["k"] == "after":
            await self._again(socket, frame.get("n"))
        else:
            await self._do(socket, frame)

    async def _again(self, socket: Socket, after: object) -> None:
        """The page noticed a gap: once more from ``after``."""
        if isinstance(after, int) and 0 <= after <= socket.sent:
            socket.sent = after
            await Hub.current().replay(socket)

    async def _do(self, socket: Socket, frame: dict[str, Any]) -> None:
        try:
            if frame["k"] == "post":
                lang = frame.get("lang")
                slip = desk.Slip(
                    socket.visitor.person_id,
                    frame.get("text"),
                    frame.get("cid"),
                    lang if isinstance(lang, str) else "",
                    self.language,
                )
                outcome = await desk.write(socket.room_id, slip)
                if isinstance(outcome, Refused):
                    raise outcome
                event = as_dict(outcome, staff=False)
                socket.tell({"t": "ok", "cid": frame.get("cid"), "k": "post", "n": outcome.number, "e": event})
            else:
                socket.tell(await in_thread(lambda: self._perform(socket, frame)))
        except Refused as refused:
            socket.tell({"t": "no", "cid": frame.get("cid"), "code": refused.code, "reason": str(refused.reason)})
            if refused.code == "no_access":
                await self._close(CLOSE_NO_ACCESS)
        except (DatabaseError, Room.DoesNotExist) as error:
            # Not written, as far as we know: the page keeps the text and sends it again under the same id.
            logger.warning("rooms: a frame could not be handled: %s", type(error).__name__)
            socket.tell({"t": "no", "cid": frame.get("cid"), "code": "later", "reason": ""})

    def _perform(self, socket: Socket, frame: dict[str, Any]) -> dict[str, Any]:
        person = Person.objects.filter(pk=socket.visitor.person_id).first()
        with translation.override(self.language):
            if person is None:
                raise Refused(_("You are no longer in this room."), code="no_access")
            return commands.perform(room=Room.objects.get(pk=socket.room_id), person=person, frame=frame)

    async def _refuse(self, socket: Socket, client_id: object, code: str) -> None:
        self.offences += 1
        with translation.override(self.language):
            reasons = {
                "rate": _("That was too fast. Your text is kept; it is sent again in a moment."),
                "bad_frame": _("This could not be read."),
            }
        client_id = client_id if isinstance(client_id, str) else None
        socket.tell({"t": "no", "cid": client_id, "code": code, "reason": reasons[code]})
        if self.offences > PATIENCE:
            await self._close(1008)


def _enter(room_id: int, headers: list[tuple[bytes, bytes]]) -> tuple[Visitor, RoomRights, int] | int:
    """Who comes with what rights, or the code with which the door closes."""
    visitor = visitor_of(headers)
    if visitor is None:
        return CLOSE_SIGNED_OUT
    room = Room.objects.filter(pk=room_id).first()
    person = Person.objects.get(pk=visitor.person_id)
    found = enter(room, person) if room is not None else None
    if found is None:
        return CLOSE_NO_ACCESS
    rights, member = found
    mark_visit(member)
    return visitor, rights, member.pk


def _number(query: dict[str, list[str]]) -> int:
    raw = query.get("after", ["0"])[0]
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 16 else 0


def _parse(text: str | None) -> dict[str, Any] | None:
    if text is None or len(text) > FRAME_LIMIT:
        return None
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(frame, dict) or not isinstance(frame.get("k"), str):
        return None
    # Lone surrogates survive JSON's escapes and would break the answer that repeats them.
    client_id = frame.get("cid")
    if client_id is not None and not (isinstance(client_id, str) and len(client_id) <= 64 and client_id.isascii()):
        return None
    return frame
