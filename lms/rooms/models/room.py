"""A room and the people who were in it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lms.common.models import Timestamped


class Mode(models.TextChoices):
    """Who may write at the moment."""

    OPEN = "open", _("Everyone writes")
    SLOW = "slow", _("Slow: one message at a time")
    QUESTIONS = "questions", _("Questions, read first by the trainer")
    PRESENTERS = "presenters", _("Presenters only")
    LOCKED = "locked", _("Closed for writing")


class Room(Timestamped):
    """A live room. ``kind`` and ``ref`` say whose it is; only the package that opened it understands them.

    ``last_number`` is the number of the newest event. It is changed only by ``actions.append``,
    under a lock on this row, so the numbers of a room's events have no gap.
    """

    kind = models.CharField(max_length=20)
    ref = models.CharField(max_length=64)
    # In the language of its owner, as written there.
    title = models.CharField(max_length=200)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.OPEN)
    slow_seconds = models.PositiveSmallIntegerField(default=30)
    last_number = models.PositiveBigIntegerField(default=0, editable=False)
    last_event_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="rooms_room_once")]
        indexes = [models.Index(fields=["last_event_at"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("rooms:room", args=[self.pk])


class RoomMember(models.Model):
    """A person in a room: the names she goes by there, and what the moderators decided about her."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="room_memberships")
    display_name = models.CharField(max_length=60)
    pen_name = models.CharField(max_length=60)
    is_silenced = models.BooleanField(default=False)
    is_removed = models.BooleanField(default=False)
    hand_raised_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "person"], name="rooms_member_once"),
            models.UniqueConstraint(fields=["room", "pen_name"], name="rooms_pen_name_once"),
        ]
        indexes = [models.Index(fields=["room", "seen_at"])]

    def __str__(self) -> str:
        return f"{self.display_name} #{self.pk}"
