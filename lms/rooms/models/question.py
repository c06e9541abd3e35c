"""Questions to the trainers, asked under a pen name, and who wants them answered."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class QuestionState(models.TextChoices):
    """From asked to answered."""

    WAITING = "waiting", _("Waiting to be read by the trainer")
    OPEN = "open", pgettext_lazy("question", "Open")
    ANSWERING = "answering", _("Being answered now")
    ANSWERED = "answered", _("Answered")


class Question(models.Model):
    """Where a question stands now; its text and pen name are on its event."""

    event = models.OneToOneField("rooms.RoomEvent", on_delete=models.CASCADE, related_name="question")
    state = models.CharField(max_length=10, choices=QuestionState.choices, default=QuestionState.OPEN)
    votes = models.PositiveIntegerField(default=0)
    answered_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"question {self.event_id}: {self.state}"


class Upvote(models.Model):
    """One person's wish that a question be answered."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="upvotes")
    member = models.ForeignKey("rooms.RoomMember", on_delete=models.CASCADE, related_name="upvotes")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "member"], name="rooms_upvote_once")]

    def __str__(self) -> str:
        return f"question {self.question_id}, member {self.member_id}"
