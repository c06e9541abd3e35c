"""The way out of a socket: ordered, with a bound on what a slow reader leaves unread.

Under Daphne ``send`` never waits, so a reader who stops would fill the memory; and every frame
would be framed anew for each socket. So there the hub writes ready-made bytes to the transport,
which says when its buffer is full (a *push producer* in Twisted's words). Under any other server
a task per socket awaits ``send``.
"""

from __future__ import annotations

import asyncio
import functools
import struct
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

BOUND = 256 * 1024
"""Unsent bytes at which a socket is given up: its reader comes back and catches up from the database."""

type Send = Callable[[dict[str, Any]], Awaitable[None]]


class Outlet(Protocol):
    """Takes texts for one socket, in order. ``deliver`` is False once the bound was passed."""

    def deliver(self, batch: Batch) -> bool: ...

    def stop(self) -> None: ...


class Batch:
    """Texts that go out together, framed once for all sockets."""

    __slots__ = ("_wire", "size", "texts")

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts
        self.size = sum(map(len, texts))
        self._wire: bytes | None = None

    @property
    def wire(self) -> bytes:
        """The texts as unmasked, uncompressed frames (RFC 6455, section 5.2)."""
        if self._wire is None:
            self._wire = b"".join(_frame(text.encode()) for text in self.texts)
        return self._wire


def _frame(payload: bytes) -> bytes:
    size = len(payload)
    if size < 126:
        head = bytes((0x81, size))
    elif size < 65536:
        head = struct.pack("!BBH", 0x81, 126, size)
    else:
        head = struct.pack("!BBQ", 0x81, 127, size)
    return head + payload


def outlet_for(send: Send) -> Outlet:
    """The best outlet for the server that gave us ``send``."""
    protocol = send.args[0] if isinstance(send, functools.partial) and send.args else None
    transport = getattr(protocol, "transport", None)
    if transport is not None and hasattr(protocol, "sendPreparedMessage") and hasattr(transport, "registerProducer"):
        return TransportOutlet(protocol, transport)
    return TaskOutlet(send)


class TransportOutlet:
    """Writes bytes to Daphne's transport while that has room, and keeps at most ``BOUND`` beside it."""

    def __init__(self, protocol: Any, transport: Any) -> None:  # Any: autobahn and Twisted ship no types
        self._protocol = protocol
        self._transport = transport
        self._waiting: deque[bytes] = deque()
        self._unsent = 0
        self._full = False
        self._open = True
        # The HTTP channel that the socket grew out of is still registered; it would stop reading instead.
        transport.unregisterProducer()
        transport.registerProducer(self, True)

    def deliver(self, batch: Batch) -> bool:
        if not self._open or self._protocol.state != self._protocol.STATE_OPEN:
            return True
        if not self._full:
            self._transport.write(batch.wire)
            return True
        self._unsent += len(batch.wire)
        if self._unsent > BOUND:
            self.stop()
            return False
        self._waiting.append(batch.wire)
        return True

    def stop(self) -> None:
        self._open = False
        self._waiting.clear()
        self._unsent = 0

    # Twisted's names for "your buffer is full", "go on", "it is over".

    def pauseProducing(self) -> None:  # noqa: N802
        self._full = True

    def resumeProducing(self) -> None:  # noqa: N802
        self._full = False
        while self._waiting and not self._full:
            wire = self._waiting.popleft()
            self._unsent -= len(wire)
            self._transport.write(wire)

    def stopProducing(self) -> None:  # noqa: N802
        self.stop()


class TaskOutlet:
    """Awaits the server's ``send`` in a task of its own."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._waiting: deque[str] = deque()
        self._unsent = 0
        self._task: asyncio.Task[None] | None = None
        self._open = True

    def deliver(self, batch: Batch) -> bool:
        if not self._open:
            return True
        self._unsent += batch.size
        if self._unsent > BOUND:
            self.stop()
            return False
        self._waiting.extend(batch.texts)
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._write())
        return True

    async def _write(self) -> None:
        try:
            while self._waiting:
                text = self._waiting.popleft()
                await self._send({"type": "websocket.send", "text": text})
                self._unsent -= len(text)
        except (OSError, RuntimeError):
            # The server noticed that the reader is gone before we did; its disconnect message follows.
            self.stop()
        finally:
            self._task = None

    def stop(self) -> None:
        self._open = False
        self._waiting.clear()
        self._unsent = 0
