"""What agendas and registers hold about a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.common.holdings import blanked, deleted, owned
from lms.common.personal import ONCE, OPENS, OTHERS, Holding
from sessions.actions.join_records import join_attendance

_attendance = owned("training_sessions.Attendance", "enrolment__person")
_batches = owned("training_sessions.AttendanceBatch", "actor")
_presented = owned("training_sessions.SessionPresenter", "person")
_links = owned("training_sessions.CalendarLink", "person")
_made = owned("schedule.Event", "creator")

HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "training_sessions.Attendance",
        _("When you were present"),
        _("Your certificate depends on it. It stays for the figures, without your name."),
        _attendance,
        ("session_id", "status", "minutes", "source", "at", "received_at"),
        unsaid={"client_id": ONCE},
        erase=blanked(_attendance, client_id=""),
    ),
    Holding(
        "training_sessions.AttendanceBatch",
        _("Marks you made in a register"),
        _("So that a wrong press can be taken back."),
        _batches,
        ("session_id", "at", "undone"),
        unsaid={"client_id": ONCE, "changes": OTHERS},
    ),
    Holding(
        "training_sessions.SessionPresenter",
        _("Sessions you presented"),
        _("So that participants know who speaks."),
        _presented,
        ("session_id", "position"),
        unsaid={"guest_name": "of presenters without an account"},
        erase=deleted(_presented),
    ),
    Holding(
        "training_sessions.CalendarLink",
        _("Your calendar link"),
        _("So that your own calendar shows your sessions."),
        _links,
        ("created_at", "revoked_at"),
        unsaid={"token_hash": OPENS},
        erase=deleted(_links),
    ),
    Holding(
        "schedule.Event",
        _("Calendar entries you made"),
        _("The times of sessions. They stay, without your name."),
        _made,
        ("start", "end", "title", "description", "created_on", "updated_on", "end_recurring_period", "color_event"),
        erase=blanked(_made, creator=None),
    ),
)

# When two records of one officer become one, for each training in which both were.
JOIN_ENROLMENTS = join_attendance
