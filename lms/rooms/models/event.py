"""The log of a room: everything that changed in it, numbered without gaps."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    """What an event changed. The words are for exports and the support desk."""

    POST = "post", _("Message")
    HIDE = "hide", _("Message hidden")
    RESTORE = "restore", _("Message shown again")
    DELETE = "delete", _("Message removed by its author")
    REPORT = "report", _("Message reported")
    QUESTION = "question", _("Question")
    APPROVE = "approve", _("Question shown to the room")
    UPVOTE = "upvote", _("Vote for a question")
    ANSWERING = "answering", _("Question being answered")
    ANSWERED = "answered", _("Question answered")
    POLL = "poll", _("Poll")
    VOTE = "vote", _("Vote in a poll")
    POLL_CLOSED = "poll_closed", _("Poll closed")
    HAND = "hand", _("Hand raised or lowered")
    MODE = "mode", _("Who may write")
    SILENCE = "silence", _("Person silenced")
    UNSILENCE = "unsilence", _("Person may write again")
    REMOVE = "remove", _("Person removed from the room")
    READMIT = "readmit", _("Person let in again")


class EventState(models.TextChoices):
    """What became of a message or question since."""

    SHOWN = "shown", _("Shown")
    HIDDEN = "hidden", _("Hidden")
    DELETED = "deleted", _("Removed")


class RoomEvent(models.Model):
    """One change in a room. Written once; later only ``state`` follows, and the text goes when it is deleted.

    ``target`` is the number of the event that this one is about. ``author_name`` and
    ``author_country`` are what the room saw when it happened.
    """

    room = models.ForeignKey("rooms.Room", on_delete=models.CASCADE, related_name="events")
    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=12, choices=EventKind.choices)
    target = models.PositiveBigIntegerField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=EventState.choices, default=EventState.SHOWN)
    member = models.ForeignKey(
        "rooms.RoomMember", on_delete=models.SET_NULL, null=True, blank=True, related_name="events"
    )
    author_name = models.CharField(max_length=60, blank=True)
    author_country = models.CharField(max_length=2, blank=True)
    by_staff = models.BooleanField(default=False)
    payload = models.JSONField(default=dict)
    language = models.CharField(max_length=7, blank=True)
    client_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["room", "number"]
        constraints = [
            models.UniqueConstraint(fields=["room", "number"], name="rooms_event_number_once"),
            models.UniqueConstraint(
                fields=["member", "client_id"], condition=~Q(client_id=""), name="rooms_event_client_id_once"
            ),
        ]
        indexes = [
            models.Index(fields=["room", "kind", "number"]),
            models.Index(fields=["created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.room_id}/{self.number} {self.kind}"
