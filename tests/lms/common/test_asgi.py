"""What Daphne lets through to the site, and what ends at the door."""

import pytest
from channels.testing import WebsocketCommunicator

from lms.asgi import application
from lms.common.asgi import Guard
from lms.common.limits import GENERAL_LIMIT, UPLOAD_LIMIT, body_limit


def scope(path="/en/", headers=()):
    return {"type": "http", "path": path, "root_path": "", "method": "POST", "headers": list(headers)}


class Line:
    """A client that sends ``chunks`` and keeps what comes back; counts what was taken from it."""

    def __init__(self, *chunks):
        self.chunks = list(chunks)
        self.sent = []
        self.taken = 0

    async def receive(self):
        chunk = self.chunks.pop(0)
        self.taken += len(chunk)
        return {"type": "http.request", "body": chunk, "more_body": bool(self.chunks)}

    async def send(self, message):
        self.sent.append(message)

    @property
    def status(self):
        return self.sent[0]["status"]


async def echo(scope, receive, send):
    """An application that reads all and tells how much it was, under which root path."""
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size += len(message["body"])
        if not message["more_body"]:
            break
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": f"{size} {scope['root_path']}".encode()})


async def ask(line, **given):
    await Guard(echo)(scope(**given), line.receive, line.send)
    return line.status


async def test_an_ordinary_body_passes():
    line = Line(b"x" * 1000, b"y" * 1000)
    assert await ask(line, headers=[(b"content-length", b"2000")]) == 200
    assert line.sent[1]["body"].startswith(b"2000")


async def test_an_announced_length_over_the_limit_is_refused_unread():
    line = Line(b"x")
    assert await ask(line, headers=[(b"content-length", str(GENERAL_LIMIT + 1).encode())]) == 413
    assert line.taken == 0


async def test_a_body_without_a_length_is_counted():
    line = Line(*[b"x" * 200_000] * 50)
    assert await ask(line) == 413
    assert line.taken <= GENERAL_LIMIT + 200_000
    assert len(line.sent) == 2


@pytest.mark.parametrize("length", [b"-1", b"many", b"9" * 40])
async def test_a_length_that_is_no_number_is_refused(length):
    assert await ask(Line(b""), headers=[(b"content-length", length)]) == 400


def test_files_may_be_larger_where_files_are_brought():
    assert body_limit("/en/trainings/harare/roster/") == UPLOAD_LIMIT
    assert body_limit("/en/trainings/harare/") == GENERAL_LIMIT


async def test_a_client_cannot_move_the_site():
    line = Line(b"")
    seen = {}

    async def app(scope, receive, send):
        seen.update(scope)
        await echo(scope, receive, send)

    given = scope(headers=[(b"Daphne-Root-Path", b"/evil"), (b"accept", b"*/*")])
    await Guard(app)({**given, "root_path": "/evil"}, line.receive, line.send)
    assert seen["root_path"] == ""
    assert seen["headers"] == [(b"accept", b"*/*")]


def socket(path, origin):
    return WebsocketCommunicator(application, path, headers=[(b"origin", origin)])


async def test_a_socket_to_nowhere_is_refused_cleanly(settings):
    line = socket("/ws/nowhere/", settings.BASE_URL.encode())
    connected, code = await line.connect()
    assert not connected
    assert code == 4404


@pytest.mark.parametrize(
    "origin",
    [b"https://127.0.0.1:8000", b"http://127.0.0.1:9999", b"http://evil.example", b"null"],
    ids=["scheme", "port", "host", "none"],
)
async def test_a_socket_from_another_origin_is_refused(origin):
    connected, code = await socket("/ws/nowhere/", origin).connect()
    assert not connected
    assert code != 4404
