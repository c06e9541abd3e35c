"""Polls: one question, two to eight options, one vote each that may be changed until the end."""

from __future__ import annotations

from django.db import models


class Poll(models.Model):
    """A poll as it stands; its question and options are on its event."""

    event = models.OneToOneField("rooms.RoomEvent", on_delete=models.CASCADE, related_name="poll")
    closes_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"poll {self.event_id}"


class PollVote(models.Model):
    """A vote without a name: ``voter`` is a keyed hash of poll and member, so a vote can be changed
    by whoever gave it, and nobody who reads the table learns who chose what."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="votes")
    voter = models.CharField(max_length=64)
    option = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "voter"], name="rooms_poll_vote_once")]

    def __str__(self) -> str:
        return f"poll {self.poll_id}: option {self.option}"
