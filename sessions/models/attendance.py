"""Attendance: who was there. No row means that nobody has marked it yet, which is not absence."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy


class AttendanceStatus(models.TextChoices):
    """The marks. ``not marked`` is no status: it is the missing row."""

    PRESENT = "present", pgettext_lazy("attendance", "Present")
    LATE = "late", pgettext_lazy("attendance", "Late")
    PARTLY = "partly", pgettext_lazy("attendance", "Partly")
    EXCUSED = "excused", pgettext_lazy("attendance", "Excused")
    ABSENT = "absent", pgettext_lazy("attendance", "Absent")


# What the register's forms send to take a mark away again.
NOT_MARKED = "not_marked"


class AttendanceSource(models.TextChoices):
    """How the mark came in."""

    REGISTER = "register", pgettext_lazy("way in", "Trainer")
    CODE = "code", pgettext_lazy("way in", "Code")
    SCAN = "scan", pgettext_lazy("way in", "Door")
    SHEET = "sheet", pgettext_lazy("way in", "Sheet")
    ONLINE = "online", pgettext_lazy("way in", "Online")
    REPORT = "report", pgettext_lazy("way in", "Meeting report")


class Attendance(models.Model):
    """The mark of one enrolment in one session, written only by ``sessions.actions``.

    ``at`` is when the person was seen or the mark was made, ``received_at`` when it reached us;
    ``minutes`` is how long she was there, where that is known.
    """

    session = models.ForeignKey(
        "training_sessions.TrainingSession", on_delete=models.CASCADE, related_name="attendance"
    )
    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.CASCADE, related_name="attendance")
    status = models.CharField(max_length=8, choices=AttendanceStatus.choices)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=8, choices=AttendanceSource.choices, default=AttendanceSource.REGISTER)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    received_at = models.DateTimeField(default=timezone.now)
    client_id = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name_plural = "attendance"
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment"], name="sessions_attendance_once"),
            models.CheckConstraint(
                condition=Q(status__in=AttendanceStatus.values), name="sessions_attendance_status_known"
            ),
        ]
        indexes = [models.Index(fields=["enrolment", "status"])]

    def __str__(self) -> str:
        return f"{self.status} #{self.enrolment_id} in #{self.session_id}"

    def late_by(self, starts_at: dt.datetime) -> int:
        """Whole minutes between the session's start and the moment she was seen; never negative."""
        return max(int((self.at - starts_at).total_seconds() // 60), 0)


class AttendanceBatch(models.Model):
    """One press in the register: what it changed, so that a repeat changes nothing and it can be undone.

    ``changes`` maps an enrolment's id to ``[status before, status after]`` (``not_marked`` for no row).
    """

    session = models.ForeignKey("training_sessions.TrainingSession", on_delete=models.CASCADE, related_name="batches")
    client_id = models.CharField(max_length=64, unique=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    changes = models.JSONField(default=dict)
    undone = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "attendance batches"
        indexes = [models.Index(fields=["session", "at"])]

    def __str__(self) -> str:
        return f"{len(self.changes)} marks in #{self.session_id}"
