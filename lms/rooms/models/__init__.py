"""Rooms, what happened in them, and who was there."""

from lms.rooms.models.event import EventKind, EventState, RoomEvent
from lms.rooms.models.poll import Poll, PollVote
from lms.rooms.models.question import Question, QuestionState, Upvote
from lms.rooms.models.room import Mode, Room, RoomMember

__all__ = [
    "EventKind",
    "EventState",
    "Mode",
    "Poll",
    "PollVote",
    "Question",
    "QuestionState",
    "Room",
    "RoomEvent",
    "RoomMember",
    "Upvote",
]
