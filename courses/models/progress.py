"""How far a person is with a lesson."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProgressState(models.TextChoices):
    """A lesson's state for one enrolment; no row means not started."""

    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", _("Done")
    PASSED = "passed", _("Passed")
    FAILED = "failed", _("Not passed")


FINISHED = (ProgressState.DONE.value, ProgressState.PASSED.value)


class LessonProgress(models.Model):
    """State of one lesson in one enrolment, written only by ``courses.actions.record_progress``."""

    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.CASCADE, related_name="progress")
    lesson = models.ForeignKey("courses.Lesson", on_delete=models.CASCADE, related_name="progress")
    state = models.CharField(max_length=12, choices=ProgressState.choices)
    # Percent, where the lesson's kind gives one.
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "lesson progress"
        constraints = [models.UniqueConstraint(fields=["enrolment", "lesson"], name="courses_progress_once")]
        indexes = [models.Index(fields=["lesson", "state"])]

    def __str__(self) -> str:
        return f"{self.state} lesson #{self.lesson_id}"
