"""Who may send what into a room: every word of a socket × every reader × every room × whose message it is about.

One line a word. Who may not even read the room gets no socket: the code 4401 (log in, set up your second factor) or
4403 (it does not exist for you). The names of readers are those of ``table.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lms.rooms.models import Mode
from tests.authorisation.table import AUDIENCES
from tests.authorisation.world import NOT_SIGNED_IN

# Sockets of those are closed with 4401, whatever the room.
NOT_SERVED = NOT_SIGNED_IN | {"no_second_factor"}
ROOMS = ("here", "elsewhere", "talk", "nowhere")
WHOSE = ("own", "another's", "staff's", "nowhere")


@dataclass(frozen=True)
class Frame:
    """A word: who may say it, about what (``message``, ``question``, ``poll``, ``hand``), and what it carries."""

    word: str
    who: str = "in the room"
    about: str = ""
    sends: dict[str, Any] = field(default_factory=dict)
    own_only: bool = False
    spares_staff: bool = False
    in_talks: bool = False
    answer: str = "ok"


MODERATE = "moderates it"

FRAMES = (
    Frame("ping", in_talks=True, answer="pong"),
    Frame("after", sends={"n": 0}, in_talks=True, answer="event"),
    # --- whoever is in the room ---
    Frame("post", sends={"text": "Good morning", "lang": "en"}, in_talks=True),
    Frame("question", sends={"text": "Who decides?", "lang": "en"}),
    Frame("upvote", about="question", sends={"on": True}),
    Frame("vote", about="poll", sends={"option": 1}),
    Frame("hand", sends={"up": True}),
    Frame("name", sends={"name": "Sergeant A."}),
    Frame("report", about="message", sends={"reason": "Names a victim"}),
    Frame("delete", about="message", own_only=True, in_talks=True),
    # --- who runs it ---
    Frame("hand", MODERATE, about="hand", sends={"up": False}),
    Frame("approve", MODERATE, about="question"),
    Frame("answering", MODERATE, about="question"),
    Frame("answered", MODERATE, about="question"),
    Frame("hide", MODERATE, about="message"),
    Frame("restore", MODERATE, about="message"),
    Frame("silence", MODERATE, about="message", spares_staff=True),
    Frame("unsilence", MODERATE, about="message"),
    Frame("remove", MODERATE, about="message", spares_staff=True),
    Frame("readmit", MODERATE, about="message"),
    Frame("mode", MODERATE, sends={"mode": "locked"}),
    Frame("poll", MODERATE, sends={"text": "Lunch at?", "options": ["12", "13"]}),
    Frame("poll_closed", MODERATE, about="poll"),
)

# Who may write in which mode, and the reason that the others are given.
WRITES: dict[str, dict[str, tuple[str, str]]] = {
    "post": {
        Mode.OPEN: ("in the room", ""),
        # They have all written a moment ago.
        Mode.SLOW: ("presents in it", "slow"),
        Mode.QUESTIONS: ("presents in it", "mode"),
        Mode.PRESENTERS: ("presents in it", "mode"),
        Mode.LOCKED: ("nobody", "mode"),
    },
    "question": {
        Mode.OPEN: ("in the room", ""),
        Mode.SLOW: ("in the room", ""),
        Mode.QUESTIONS: ("in the room", ""),
        Mode.PRESENTERS: ("presents in it", "mode"),
        Mode.LOCKED: ("nobody", "mode"),
    },
}


def is_among(name: str, room: str, reader: str) -> bool:
    """Whether ``reader`` is of the audience ``name`` in ``room``."""
    return reader in AUDIENCES[name].get(room, frozenset())


def at_the_door(reader: str, room: str) -> int:
    """The code with which the socket is closed; 0: it stays open."""
    if reader in NOT_SERVED:
        return 4401
    return 0 if is_among("in the room", room, reader) else 4403


def expected(frame: Frame, reader: str, room: str, whose: str) -> str:
    """The code of the refusal, or what the frame is answered with."""
    if room == "talk" and not frame.in_talks:
        return "unknown"
    if not is_among(frame.who, room, reader):
        return "not_allowed"
    if whose == "nowhere":
        return "not_found"
    if frame.own_only and whose != "own":
        return "not_allowed"
    # Who moderates stands above silencing; so does she herself.
    if frame.spares_staff and whose in {"own", "staff's"}:
        return "not_allowed"
    return frame.answer
