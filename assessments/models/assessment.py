"""A test, and the lesson by which a course holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from courses.models import Lesson
from lms.common.models import Timestamped

if TYPE_CHECKING:
    from django.http import HttpRequest

    from courses.models import Enrolment


class Shown(models.TextChoices):
    """From when on something about a finished attempt is shown to the person who made it."""

    AT_ONCE = "at_once", _("as soon as it is handed in")
    LAST_TRY = "last_try", _("when it is passed, or no try is left")
    AFTER_POST = "after_post", _("when the test after the training is handed in, or closed")
    CLOSED = "closed", _("when the test has closed for everyone")
    NEVER = "never", _("never")


class Assessment(Timestamped):
    """A test: its questions and its rules. Courses hold it by an :class:`AssessmentLesson`."""

    slug = models.SlugField(max_length=80, unique=True)
    title = I18nCharField(max_length=200)
    intro = I18nTextField(blank=True)
    # Minutes from the start; empty means no limit.
    minutes = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MinValueValidator(1)])
    # How often it may be taken; empty means as often as one likes.
    tries = models.PositiveSmallIntegerField(null=True, blank=True, default=1, validators=[MinValueValidator(1)])
    # Percent of the points.
    pass_mark = models.PositiveSmallIntegerField(default=70, validators=[MaxValueValidator(100)])
    result_shown = models.CharField(max_length=10, choices=Shown.choices, default=Shown.AT_ONCE)
    answers_shown = models.CharField(max_length=10, choices=Shown.choices, default=Shown.LAST_TRY)
    # Order of the questions and of their options differs from attempt to attempt.
    shuffle = models.BooleanField(default=True)

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(condition=Q(pass_mark__lte=100), name="assessments_pass_mark_is_percent"),
            models.CheckConstraint(condition=Q(minutes=None) | Q(minutes__gte=1), name="assessments_minutes_positive"),
            models.CheckConstraint(condition=Q(tries=None) | Q(tries__gte=1), name="assessments_tries_positive"),
        ]

    def __str__(self) -> str:
        return str(self.title)


class Purpose(models.TextChoices):
    """What a test in a course is for."""

    PRE = "pre", _("Before the training")
    POST = "post", _("After the training")
    CHECK = "check", _("Check of a part")


class AssessmentLesson(Lesson):
    """A test as an item of a course."""

    kind_label = _("Test")
    icon = "question"
    template = "assessments/lesson.html"

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="lessons")
    purpose = models.CharField(max_length=5, choices=Purpose.choices, default=Purpose.CHECK)
    # Closes at the end of this day of the training (1 = its first day; may lie after the last one).
    closes_on_day = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = "test in a course"
        verbose_name_plural = "tests in courses"

    def page_context(self, request: HttpRequest, enrolment: Enrolment | None) -> dict[str, Any]:
        """The test and where it is taken."""
        address = reverse("assessments:start", args=[self.pk])
        if enrolment is not None:
            address += f"?training={enrolment.training.slug}"
        return {"assessment": self.assessment, "start_url": address}
