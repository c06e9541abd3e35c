"""Lessons: the polymorphic root, and the kind that is plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField
from polymorphic.models import PolymorphicModel

from courses.models.course import Module
from lms.common.models import Timestamped

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

    from courses.models.enrolment import Enrolment


class CompletionRule(models.TextChoices):
    """When a lesson counts as done."""

    OPENED = "opened", _("when it was opened")
    TICKED = "ticked", _("when you say so")
    PASSED = "passed", _("when it was passed")
    SUBMITTED = "submitted", _("when it was handed in")


class Lesson(Timestamped, PolymorphicModel):
    """One item of a module. Its kind is its class, which may live in a higher package.

    A kind brings: ``kind_label``, ``icon`` (a name of the sprite), ``template`` (drawn inside the
    lesson page) with ``page_context``, and the completion rules that make sense for it.
    """

    kind_label: _StrPromise | str = ""
    icon = "book"
    template = ""

    module = models.ForeignKey(Module, on_delete=models.CASCADE, related_name="lessons")
    slug = models.SlugField(max_length=80)
    title = I18nCharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField(default=10)
    is_required = models.BooleanField(default=True)
    completion = models.CharField(max_length=10, choices=CompletionRule.choices, default=CompletionRule.TICKED)
    # Opens when these are done, and not before this day of the training (1 = its first day).
    after = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="opens")
    opens_on_day = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["module", "slug"], name="courses_lesson_slug_once")]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("courses:lesson", args=[self.module.course.slug, self.pk])

    def page_context(self, request: HttpRequest, enrolment: Enrolment | None) -> dict[str, Any]:
        """What ``template`` needs besides the lesson itself."""
        return {}


class TextLesson(Lesson):
    """A text to read, in Markdown, sanitised when shown."""

    kind_label = _("Read")
    icon = "book"
    template = "courses/lessons/text.html"

    body = I18nTextField(blank=True)
