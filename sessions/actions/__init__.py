from sessions.actions.agenda import add_session, make_agenda
from sessions.actions.attendance import BatchResult, mark_attendance, mark_rest, undo_press
from sessions.actions.calendar_link import new_calendar_link, revoke_calendar_link
from sessions.actions.check_in import CheckIn, check_in
from sessions.actions.move import cancel_session, change_place, move_session
from sessions.actions.series import add_series

__all__ = [
    "BatchResult",
    "CheckIn",
    "add_series",
    "add_session",
    "cancel_session",
    "change_place",
    "check_in",
    "make_agenda",
    "mark_attendance",
    "mark_rest",
    "move_session",
    "new_calendar_link",
    "revoke_calendar_link",
    "undo_press",
]
