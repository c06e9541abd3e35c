"""Daphne with a bound on bodies: a request that is too long is cut off while it arrives.

Daphne collects the whole body before any application sees it, in memory or in a file. The bound
is therefore set where the bytes come in. ``lms.common.asgi.Guard`` keeps the same bound for
whoever serves the site otherwise.
"""

from __future__ import annotations

from typing import Any

from daphne import http_protocol, server
from twisted.web import http

from lms.common.limits import body_limit

LARGEST_FRAME = 64 * 1024
TOO_LONG = b"HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class BoundedRequest(http_protocol.WebRequest):  # type: ignore[misc]  # Daphne ships no types
    """A request whose body is counted while it comes in."""

    _received = 0
    _refused = False

    def _limit(self) -> int:
        path: bytes = getattr(self.channel, "_path", b"") or b""
        return body_limit(path.split(b"?", 1)[0].decode("ascii", "replace"))

    def gotLength(self, length: int | None) -> None:  # noqa: N802  (Twisted's name)
        if length is not None and length > self._limit():
            self._refuse()
        # Without a length Twisted makes a temporary file; a refused request needs no room at all.
        http.Request.gotLength(self, 0 if self._refused else length)

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802
        self._received += len(data)
        if self._refused:
            return
        if self._received > self._limit():
            self._refuse()
            return
        http.Request.handleContentChunk(self, data)

    def process(self) -> Any:
        if self._refused:
            return None
        # Only a proxy could set it rightly, and ours does not.
        self.requestHeaders.removeHeader(b"daphne-root-path")
        return super().process()

    def _refuse(self) -> None:
        self._refused = True
        self.channel.transport.write(TOO_LONG)
        self.channel.transport.loseConnection()


class BoundedFactory(http_protocol.HTTPFactory):  # type: ignore[misc]
    """Makes bounded requests."""

    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802
        protocol = super().buildProtocol(addr)
        protocol.requestFactory = BoundedRequest
        return protocol


def run(application: Any, endpoint: str) -> None:
    """Serve ``application`` at the Twisted ``endpoint`` until a signal ends the process."""
    # Daphne offers no other way to choose the class of its requests.
    server.HTTPFactory = BoundedFactory
    server.Server(
        application=application,
        endpoints=[endpoint],
        server_name="",
        websocket_max_message_size=LARGEST_FRAME,
        websocket_max_frame_size=LARGEST_FRAME,
        http_timeout=120,
        application_close_timeout=5,
    ).run()
