from sessions.actions.agenda import add_session, make_agenda
from sessions.actions.attendance import BatchResult, mark_attendance, mark_rest, undo_last
from sessions.actions.move import cancel_session, change_place, move_session

__all__ = [
    "BatchResult",
    "add_session",
    "cancel_session",
    "change_place",
    "make_agenda",
    "mark_attendance",
    "mark_rest",
    "move_session",
    "undo_last",
]
