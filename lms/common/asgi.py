"""What stands before Django and Channels when the site is served by Daphne.

Daphne reads a body of any length and believes a client's ``Daphne-Root-Path`` header, which
would rewrite every link of the page. Both end here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer

from lms.common.limits import body_limit

type Scope = MutableMapping[str, Any]
type Message = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]
type App = Callable[[Scope, Receive, Send], Awaitable[None]]

FORBIDDEN_HEADERS = frozenset({b"daphne-root-path"})


class Guard:
    """ASGI application around another: bounds bodies, removes headers that only a proxy may set."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if name.lower() not in FORBIDDEN_HEADERS]
        scope = {**scope, "root_path": "", "headers": headers}
        if scope["type"] == "websocket":
            await self.app(scope, receive, send)
        else:
            await self._bounded(scope, receive, send)

    async def _bounded(self, scope: Scope, receive: Receive, send: Send) -> None:
        limit = body_limit(scope["path"])
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or len(announced) > 15:
            await _answer(send, 400)
            return
        if int(announced) > limit:
            await _answer(send, 413)
            return
        received = 0
        started = refused = False

        async def counted() -> Message:
            nonlocal received, refused
            if refused:
                return {"type": "http.disconnect"}
            message = await receive()
            if message["type"] == "http.request":
                received += len(message.get("body", b""))
                if received > limit:
                    refused = True
                    if not started:
                        await _answer(send, 413)
                    return {"type": "http.disconnect"}
            return message

        async def watched(message: Message) -> None:
            nonlocal started
            if refused:
                return
            started = True
            await send(message)

        await self.app(scope, counted, watched)


async def _answer(send: Send, status: int) -> None:
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"0"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


class NoSuchSocket(AsyncWebsocketConsumer):  # type: ignore[misc]  # Channels ships no types
    """The last route: a socket to an address that is nobody's is closed before it opens."""

    async def connect(self) -> None:
        await self.close(code=4404)
