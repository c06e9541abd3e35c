"""Attempts and answers: recorded things, plain and small, written by the thousand."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import AssessmentLesson
from assessments.models.question import Question
from assessments.querysets import AttemptQuerySet


class AttemptState(models.TextChoices):
    """Where an attempt stands."""

    OPEN = "open", _("In progress")
    SUBMITTED = "submitted", _("Handed in")
    TIMED_OUT = "timed_out", _("Handed in when the time was over")


FINISHED = (AttemptState.SUBMITTED.value, AttemptState.TIMED_OUT.value)


class Attempt(models.Model):
    """One try of one enrolment at one test.

    Its questions are fixed when it starts: one :class:`Answer` row each, in this attempt's order.
    """

    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.CASCADE, related_name="attempts")
    lesson = models.ForeignKey(AssessmentLesson, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    # Decides the order of the options.
    seed = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=AttemptState.choices, default=AttemptState.OPEN)
    started_at = models.DateTimeField()
    # When the time is over, extra time included; empty means no limit.
    expires_at = models.DateTimeField(null=True, blank=True)
    extra_minutes = models.PositiveSmallIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True, blank=True)
    score = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    max_score = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    passed = models.BooleanField(null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["enrolment", "lesson", "number"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "lesson", "number"], name="assessments_attempt_number_once"),
            models.UniqueConstraint(
                fields=["enrolment", "lesson"], condition=Q(state="open"), name="assessments_one_open_attempt"
            ),
            models.CheckConstraint(
                condition=Q(state="open", submitted_at=None, percent=None)
                | (~Q(state="open") & Q(submitted_at__isnull=False, percent__isnull=False, passed__isnull=False)),
                name="assessments_finished_is_scored",
            ),
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__gte=0, percent__lte=100), name="assessments_percent_in_range"
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state="open"), name="assessments_attempt_due"),
            models.Index(fields=["lesson", "state"], name="assessments_attempt_lesson"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} try {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:attempt" if self.is_open else "assessments:result", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """It is not handed in yet."""
        return self.state == AttemptState.OPEN

    def seconds_left(self, now: dt.datetime) -> int | None:
        """Seconds until the time is over, never below 0; ``None`` without a limit."""
        if self.expires_at is None:
            return None
        return max(round((self.expires_at - now).total_seconds()), 0)


class Answer(models.Model):
    """What was answered to one question of an attempt. Made empty when the attempt starts.

    ``revision`` counts the saves that were accepted (0 = never answered). ``client_id`` names the last
    one, so that sending it again changes nothing.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    position = models.PositiveSmallIntegerField()
    value: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    revision = models.PositiveIntegerField(default=0)
    client_id = models.CharField(max_length=36, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    # She wants to look at it again before she hands in.
    marked = models.BooleanField(default=False)
    score = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "question"], name="assessments_answer_once"),
            models.UniqueConstraint(fields=["attempt", "position"], name="assessments_answer_position_once"),
        ]

    def __str__(self) -> str:
        return f"answer {self.position} of attempt #{self.attempt_id}"

    @property
    def is_answered(self) -> bool:
        """Something is chosen."""
        return bool(self.value)
