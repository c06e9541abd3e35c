"""Every word of a socket is said by every reader, to the real consumer, about everybody's messages."""

from __future__ import annotations

import asyncio
import inspect
import queue
import re
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.db import transaction

from lms.people import agreements
from lms.people.owed import Owed, what_is_owed
from lms.rooms import actions, consumer, rates, threads
from lms.rooms.commands import COMMANDS
from lms.rooms.models import Mode, Room, RoomMember
from lms.rooms.routing import websocket_urlpatterns
from tests.authorisation.frames import (
    FRAMES,
    NOT_SERVED,
    ROOMS,
    WHOSE,
    WRITES,
    Frame,
    at_the_door,
    expected,
    is_among,
)
from tests.authorisation.world import READERS

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NEWEST, NOBODYS = 10**9, 999_999


class Here(Executor):
    """Runs what sockets ask of the database in the test's own thread, where the world's transaction is."""

    def __init__(self) -> None:
        self.jobs = queue.SimpleQueue()

    def submit(self, function, /, *args, **kwargs):
        future = Future()
        self.jobs.put((future, lambda: function(*args, **kwargs)))
        return future

    def run(self, coroutine):
        """The outcome of ``coroutine``, whose loop turns in another thread."""
        with ThreadPoolExecutor(1) as other:
            outcome = other.submit(asyncio.run, coroutine)
            outcome.add_done_callback(lambda _done: self.jobs.put(None))
            while (job := self.jobs.get()) is not None:
                self._do(*job)
        return outcome.result()

    def _do(self, future, work) -> None:
        if future.set_running_or_notify_cancel():
            try:
                future.set_result(work())
            except BaseException as error:  # noqa: BLE001  # whoever waits gets it
                future.set_exception(error)


@pytest.fixture
def here(monkeypatch):
    """The thread of the database."""
    made = Here()
    monkeypatch.setattr(threads, "_pool", made)
    # Its connection is not let go: the world hangs on it.
    monkeypatch.setattr(threads, "_and_let_go", lambda function: function())
    return made


@pytest.fixture(autouse=True)
def _everybody_owes_agreements(world, settings):
    """A live room does not ask for them, neither its page nor its socket: here nobody has accepted any."""
    settings.ASK_AGREEMENTS = True
    agreements.forget_mark()
    assert what_is_owed(world.people["participant"], {}) is Owed.AGREEMENTS
    yield
    agreements.forget_mark()


@dataclass
class Said:
    """A room and what everybody said in it: reader → number of her message, of her question."""

    place: str
    room: Room
    messages: dict[str, int] = field(default_factory=dict)
    questions: dict[str, int] = field(default_factory=dict)
    members: dict[str, int] = field(default_factory=dict)
    poll: int = NOBODYS

    def about(self, frame: Frame, reader: str, whose: str) -> dict[str, int] | None:
        """What ``frame`` names; None: there is nobody of that kind."""
        if not frame.about:
            return {} if whose == "own" else None
        if frame.about == "poll":
            return {"of": self.poll} if whose == "own" else {"of": NOBODYS} if whose == "nowhere" else None
        found = {"message": self.messages, "question": self.questions, "hand": self.members}[frame.about]
        name = "m" if frame.about == "hand" else "of"
        if whose == "nowhere":
            return {name: NOBODYS}
        if whose == "own":
            # Her own hand is a line of its own.
            return {name: found[reader]} if reader in found and frame.about != "hand" else None
        for other, number in found.items():
            if other != reader and is_among("moderates it", self.place, other) == (whose == "staff's"):
                return {name: number}
        return None


@pytest.fixture(scope="module")
def said(world):
    """Everybody who may be in a room has said something in it."""
    found = {}
    for place in ("here", "elsewhere", "talk"):
        room = Room.objects.get(pk=world.things["room"][place][0])
        found[place] = here = Said(place, room)
        for reader in READERS:
            if at_the_door(reader, place):
                continue
            given = {"room": room, "person": world.people[reader]}
            here.messages[reader] = actions.post_message(**given, text="Hello", client_id=f"m-{reader}").number
            if place == "talk":
                continue
            here.questions[reader] = actions.ask_question(**given, text="Why?", client_id=f"q-{reader}").number
            here.members[reader] = RoomMember.objects.get(**given).pk
            if is_among("moderates it", place, reader) and here.poll == NOBODYS:
                here.poll = actions.start_poll(**given, text="Ready?", options=["Yes", "No"], client_id="p").number
    return found


class Line:
    """A socket as a page opens it."""

    def __init__(self, world, reader: str, room_id: int) -> None:
        cookie = world.clients[reader].cookies.get(settings.SESSION_COOKIE_NAME)
        headers = [(b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie.value}".encode())] if cookie else []
        path = f"/ws/rooms/{room_id}/?after={NEWEST}&lang=en"
        self.page = WebsocketCommunicator(URLRouter(websocket_urlpatterns), path, headers=headers)

    async def open(self) -> int:
        """The code with which it was closed at once, or 0."""
        await self.page.connect(timeout=20)
        await self.page.send_json_to({"k": "ping"})
        while (seen := await self.page.receive_output(timeout=20))["type"] != "websocket.close":
            if '"pong"' in seen.get("text", ""):
                return 0
        return seen["code"]

    async def say(self, frame: Frame, about: dict[str, int]) -> str:
        """What is answered; all of it is taken back."""
        rates._buckets.clear()
        before = await threads.in_thread(transaction.savepoint_create)
        await self.page.send_json_to({"k": frame.word, "cid": f"c-{frame.word}", **frame.sends, **about})
        while not self._is_answer(frame, answer := await self.page.receive_json_from(timeout=20)):
            pass
        await threads.in_thread(lambda: transaction.savepoint_rollback(before))
        return answer["code"] if answer["t"] == "no" else answer["t"]

    @staticmethod
    def _is_answer(frame: Frame, answer: dict[str, Any]) -> bool:
        """Events, counts and answers to earlier frames may come between."""
        is_hers = answer["t"] in {"ok", "no"} and answer.get("cid") == f"c-{frame.word}"
        return is_hers or (answer["t"] == frame.answer != "ok")

    async def close(self) -> None:
        await self.page.disconnect(timeout=20)


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_is_answered_as_the_table_says(world, said, here, reader):
    async def visit(place: str) -> list[str]:
        line = Line(world, reader, world.things["room"][place][0])
        code = await line.open()
        wrong = [] if code == at_the_door(reader, place) else [f"the door of {place}: {code}"]
        for frame in [] if code else FRAMES:
            for whose in WHOSE:
                about = said[place].about(frame, reader, whose)
                if about is None:
                    continue
                answer, wanted = await line.say(frame, about), expected(frame, reader, place, whose)
                if answer != wanted:
                    wrong.append(f"{frame.word} about {whose} {frame.about} in {place}: {wanted}, not {answer}")
        if not code:
            await line.close()
        return wrong

    wrong = [one for place in ROOMS for one in here.run(visit(place))]
    assert not wrong, f"{len(wrong)} wrong cells as {reader}:\n" + "\n".join(wrong)


@pytest.mark.parametrize("mode", Mode.values)
def test_a_mode_lets_those_write_whom_it_names(world, said, here, mode):
    async def visit(reader: str) -> list[str]:
        line = Line(world, reader, said["here"].room.pk)
        await line.open()
        wrong = []
        for word, modes in WRITES.items():
            audience, reason = modes[mode]
            wanted = "ok" if is_among(audience, "here", reader) else reason
            answer = await line.say(next(frame for frame in FRAMES if frame.word == word), {})
            if answer != wanted:
                wrong.append(f"{word} as {reader}: {wanted}, not {answer}")
        await line.close()
        return wrong

    with transaction.atomic():
        Room.objects.filter(pk=said["here"].room.pk).update(mode=mode)
        wrong = [one for reader in said["here"].messages for one in here.run(visit(reader))]
        transaction.set_rollback(True)
    assert not wrong, f"{mode}:\n" + "\n".join(wrong)


def test_no_word_is_left_out():
    """A word that nobody declared fails here, those that the consumer answers itself included."""
    words = set(COMMANDS) | set(re.findall(r'frame\["k"\] == "(\w+)"', inspect.getsource(consumer)))
    undeclared = words ^ {frame.word for frame in FRAMES}
    assert not undeclared, f"Say in tests/authorisation/frames.py who may say {', '.join(sorted(undeclared))}."


def test_the_table_is_large_enough(said):
    """At least 650 frames and a hundred doors, whatever is taken out of it one day."""
    cells = [
        (frame, reader, place, whose)
        for place, one in said.items()
        for reader in one.messages
        for frame in FRAMES
        for whose in WHOSE
        if one.about(frame, reader, whose) is not None
    ]
    assert len(cells) >= 650
    assert len(READERS) * len(ROOMS) >= 100
    assert NOT_SERVED
