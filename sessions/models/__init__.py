from sessions.models.attendance import Attendance, AttendanceBatch, AttendanceSource, AttendanceStatus
from sessions.models.blueprint import Blueprint, BlueprintItem
from sessions.models.calendar_link import CalendarLink
from sessions.models.session import (
    SessionKind,
    SessionPresenter,
    SessionSeries,
    SessionStatus,
    TrainingCalendar,
    TrainingSession,
)
from sessions.models.venue import VenueSpace

__all__ = [
    "Attendance",
    "AttendanceBatch",
    "AttendanceSource",
    "AttendanceStatus",
    "Blueprint",
    "BlueprintItem",
    "CalendarLink",
    "SessionKind",
    "SessionPresenter",
    "SessionSeries",
    "SessionStatus",
    "TrainingCalendar",
    "TrainingSession",
    "VenueSpace",
]
