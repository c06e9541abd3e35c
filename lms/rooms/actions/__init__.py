"""What can be done in a room. Every change becomes one numbered event, written before anybody is told."""

from lms.rooms.actions.hands import move_hand
from lms.rooms.actions.moderate import (
    delete_own,
    hide_message,
    readmit_person,
    remove_person,
    report_message,
    restore_message,
    set_mode,
    silence_person,
    unsilence_person,
    withdraw_message,
)
from lms.rooms.actions.open_room import open_room
from lms.rooms.actions.polls import close_poll, start_poll, vote
from lms.rooms.actions.post_message import post_message, say
from lms.rooms.actions.questions import answer_question, approve_question, ask_question, finish_question, upvote
from lms.rooms.actions.rename import rename

__all__ = [
    "answer_question",
    "approve_question",
    "ask_question",
    "close_poll",
    "delete_own",
    "finish_question",
    "hide_message",
    "move_hand",
    "open_room",
    "post_message",
    "readmit_person",
    "remove_person",
    "rename",
    "report_message",
    "restore_message",
    "say",
    "set_mode",
    "silence_person",
    "start_poll",
    "unsilence_person",
    "upvote",
    "vote",
    "withdraw_message",
]
