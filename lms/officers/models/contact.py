"""Asking to get in touch, and the private talk that follows a yes."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

REQUEST_DAYS = 30
"""A request without an answer is closed after this many days; before that the same officer is not asked again."""


class RequestState(models.TextChoices):
    """What became of a request. The asker is never told ``declined`` apart from ``waiting``."""

    WAITING = "waiting", "Waiting"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"
    EXPIRED = "expired", "Expired"


def in_thirty_days() -> dt.datetime:
    """When a request that is made now is closed."""
    return timezone.now() + dt.timedelta(days=REQUEST_DAYS)


class ContactRequest(models.Model):
    """A member asks another to get in touch.

    ``is_open`` is how the asker sees it: a silent no stays open to her until ``expires_at``, like no answer.
    ``low`` and ``high`` are the two persons by their keys, so that a pair has one open request, whoever asked.
    """

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="contacts_asked")
    asked = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="contacts_received")
    low = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    high = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=500)
    language = models.CharField(max_length=7, blank=True)
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.WAITING)
    is_open = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=in_thirty_days)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], condition=Q(is_open=True), name="officers_one_open_a_pair"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="officers_request_low_high"),
        ]
        indexes = [
            models.Index(fields=["asked", "state"], name="officers_request_inbox"),
            models.Index(fields=["asker", "is_open"], name="officers_request_outbox"),
            models.Index(fields=["is_open", "expires_at"], name="officers_request_ends"),
        ]

    def __str__(self) -> str:
        return f"request {self.uid}"

    @property
    def has_ended(self) -> bool:
        """Whether the asker sees it as closed without an answer."""
        return self.state != RequestState.ACCEPTED and (not self.is_open or self.expires_at <= timezone.now())


class Conversation(models.Model):
    """Two members who may write to each other, in a room of their own; one per pair."""

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    low = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    high = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    room = models.OneToOneField("rooms.Room", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="officers_one_talk_a_pair"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="officers_talk_low_high"),
        ]

    def __str__(self) -> str:
        return f"conversation {self.uid}"

    def get_absolute_url(self) -> str:
        return reverse("officers:conversation", args=[self.uid])


class Side(models.Model):
    """One of the two in a conversation: the name she goes by in it, and when she was last told by mail."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="sides")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="conversation_sides")
    name = models.CharField(max_length=60, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "person"], name="officers_side_once")]

    def __str__(self) -> str:
        return f"#{self.person_id} in {self.conversation_id}"
