"""Training sessions: the items of an agenda, each at a wall time of its venue."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
import zoneinfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField

from lms.common import numbers
from lms.common.models import Timestamped
from sessions.querysets import SessionManager

NOON = dt.time(12)


class SessionKind(models.TextChoices):
    """What an agenda item is."""

    SESSION = "session", _("Session")
    TEST = "test", _("Test")
    EXERCISE = "exercise", _("Exercise")
    DEMONSTRATION = "demonstration", _("Demonstration")
    CEREMONY = "ceremony", pgettext_lazy("agenda item", "Opening or closing")
    BREAK = "break", pgettext_lazy("agenda item", "Break")


class SessionStatus(models.TextChoices):
    """Whether it takes place as first announced."""

    PLANNED = "planned", pgettext_lazy("session", "Planned")
    MOVED = "moved", pgettext_lazy("session", "Moved")
    CANCELLED = "cancelled", pgettext_lazy("session", "Cancelled")


def new_uid() -> str:
    """A name that calendars know the session by; it says nothing and never changes."""
    return f"{uuid.uuid4()}@ai-for-safer-children"


def new_code_secret() -> str:
    """256 random bits in hexadecimal: the seed of a session's check-in codes."""
    return secrets.token_hex(32)


class TrainingCalendar(models.Model):
    """Ties a training to its one calendar of django-scheduler."""

    training = models.OneToOneField("courses.Training", on_delete=models.CASCADE, related_name="timetable")
    calendar = models.OneToOneField("schedule.Calendar", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Calendar of #{self.training_id}"


class SessionSeries(Timestamped):
    """A follow-up that repeats (a weekly clinic): the recurring event that its sessions were expanded from."""

    training = models.ForeignKey("courses.Training", on_delete=models.CASCADE, related_name="series")
    title = I18nCharField(max_length=200)
    event = models.OneToOneField("schedule.Event", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "session series"

    def __str__(self) -> str:
        return str(self.title)


class TrainingSession(Timestamped):
    """One agenda item of a training.

    ``date``, ``starts``, ``ends`` and ``time_zone`` (wall time of the venue) are the truth; ``starts_at``,
    ``ends_at`` (UTC) and ``event`` follow from them and are written by ``sessions.timetable`` alone.
    ``half_day`` counts the half days of the training from 1; items without one never count for attendance.
    """

    training = models.ForeignKey("courses.Training", on_delete=models.CASCADE, related_name="sessions")
    series = models.ForeignKey(SessionSeries, on_delete=models.SET_NULL, null=True, blank=True, related_name="sessions")
    kind = models.CharField(max_length=14, choices=SessionKind.choices, default=SessionKind.SESSION)
    title = I18nCharField(max_length=200)
    day = models.PositiveSmallIntegerField(default=1)
    half_day = models.PositiveSmallIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    counts_for_attendance = models.BooleanField(default=False)
    lesson = models.ForeignKey("courses.Lesson", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    date = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField()
    time_zone = models.CharField(max_length=64)
    starts_at = models.DateTimeField(editable=False)
    ends_at = models.DateTimeField(editable=False)
    event = models.OneToOneField(
        "schedule.Event", on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    venue = models.ForeignKey(
        "training_sessions.VenueSpace", on_delete=models.PROTECT, null=True, blank=True, related_name="sessions"
    )
    meeting_url = models.URLField(max_length=500, blank=True)
    # The live room, opened when the first person comes.
    room = models.OneToOneField(
        "rooms.Room", on_delete=models.SET_NULL, null=True, editable=False, related_name="training_session"
    )

    status = models.CharField(max_length=10, choices=SessionStatus.choices, default=SessionStatus.PLANNED)
    status_reason = models.CharField(max_length=200, blank=True)
    uid = models.CharField(max_length=80, unique=True, default=new_uid, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    # When what a calendar shows last changed: LAST-MODIFIED and DTSTAMP of the iCalendar entry.
    announced_at = models.DateTimeField(default=timezone.now, editable=False)
    code_secret = models.CharField(max_length=64, default=new_code_secret, editable=False)

    objects = SessionManager()

    class Meta:
        ordering = ["starts_at", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="sessions_end_after_start"),
            models.CheckConstraint(
                condition=Q(counts_for_attendance=False) | Q(half_day__isnull=False),
                name="sessions_counting_needs_half_day",
            ),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | Q(event__isnull=True), name="sessions_cancelled_holds_no_time"
            ),
        ]
        indexes = [
            models.Index(fields=["training", "starts_at"]),
            models.Index(fields=["starts_at", "ends_at"]),
            models.Index(fields=["venue", "starts_at"]),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return f"{reverse('sessions:agenda', args=[self.training.slug])}#session-{self.pk}"

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The venue's time zone."""
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def length(self) -> dt.timedelta:
        """How long it lasts."""
        return self.ends_at - self.starts_at

    @property
    def has_begun(self) -> bool:
        """Its beginning is past; it may be over."""
        return self.starts_at <= timezone.now()

    @property
    def is_cancelled(self) -> bool:
        return self.status == SessionStatus.CANCELLED

    @property
    def is_break(self) -> bool:
        return self.kind == SessionKind.BREAK

    @property
    def is_morning(self) -> bool:
        """Begins before noon at the venue."""
        return self.starts < NOON

    @property
    def half_day_label(self) -> str:
        """``Day 1 morning``; for an item outside the half days its day alone."""
        if self.half_day is None:
            return gettext("Day %(day)s") % {"day": numbers.number(self.day)}
        if self.is_morning:
            return gettext("Day %(day)s morning") % {"day": numbers.number(self.day)}
        return gettext("Day %(day)s afternoon") % {"day": numbers.number(self.day)}


class SessionPresenter(models.Model):
    """Who leads or speaks in a session: a person of the site, or a guest by name."""

    session = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="presenters")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="presentations"
    )
    guest_name = models.CharField(max_length=150, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="sessions_presenter_once"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, guest_name="") | (Q(person__isnull=True) & ~Q(guest_name="")),
                name="sessions_presenter_is_someone",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person) if self.person_id else self.guest_name
