"""Staying away from somebody, telling the moderators, and the guard against copying the directory."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.officers.vocabulary import ReportReason


class Block(models.Model):
    """Two members who do not see each other because one of them wished it; the other is not told."""

    blocker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="officer_blocks")
    blocked = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # What she was shown as, so that the one who blocked recognises the line in her list.
    label = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="officers_block_once"),
            models.CheckConstraint(condition=~Q(blocker=F("blocked")), name="officers_block_another"),
        ]
        indexes = [models.Index(fields=["blocked", "blocker"], name="officers_blocked_by")]

    def __str__(self) -> str:
        return f"#{self.blocker_id} blocks #{self.blocked_id}"


class ReportSource(models.TextChoices):
    """What a report is about."""

    PROFILE = "profile", _("Profile")
    REQUEST = "request", _("Request to get in touch")
    MESSAGE = "message", _("Message in a conversation")


class Outcome(models.TextChoices):
    """What the moderators decided."""

    NOTHING = "nothing", _("No action")
    WARN = "warn", _("Remind the member of the rules")
    REMOVE_MESSAGE = "remove_message", _("Remove the message")
    HIDE_PROFILE = "hide_profile", _("Hide the profile")
    END_ACCESS = "end_access", _("Hide the profile and close the account")


class Report(models.Model):
    """A member tells the moderators of a profile, a request or a message.

    ``snapshot`` is what was reported, as the reporter saw it; moderators read this and nothing around it.
    """

    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="officer_reports"
    )
    subject = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    source = models.CharField(max_length=8, choices=ReportSource.choices)
    # Which request or conversation it was; empty for a profile.
    ref = models.CharField(max_length=36, blank=True)
    # The message's number in its room; 0: no message.
    number = models.PositiveBigIntegerField(default=0)
    reason = models.CharField(max_length=20, choices=ReportReason.choices)
    note = models.CharField(max_length=500, blank=True)
    snapshot = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    decision_note = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["decided_at", "created_at", "pk"]
        constraints = [
            # "Once open" for each thing: pressing twice, or complaining daily, is one report.
            models.UniqueConstraint(
                fields=["reporter", "subject", "source", "ref", "number"],
                condition=Q(decided_at=None),
                name="officers_report_once_open",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, outcome="") | (Q(decided_at__isnull=False) & ~Q(outcome="")),
                name="officers_report_decided",
            ),
        ]
        indexes = [models.Index(fields=["decided_at", "created_at"], name="officers_report_queue")]

    def __str__(self) -> str:
        return f"report {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("officers:report_case", args=[self.pk])


class DailyUse(models.Model):
    """How many profiles a member opened on a day, so that nobody copies the directory."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    profiles = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="officers_use_once_a_day")]

    def __str__(self) -> str:
        return f"#{self.person_id} on {self.day}"


class Opened(models.Model):
    """A profile that a member opened today: opening it again is not counted."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    listing = models.ForeignKey("officers.Listing", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "day", "listing"], name="officers_opened_once")]

    def __str__(self) -> str:
        return f"#{self.person_id} on {self.day}"
