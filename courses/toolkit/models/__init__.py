"""Principles and resources of the Toolkit, as pages that editors may improve."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from lms.common.models import Timestamped


class Principle(Timestamped):
    """A core principle, or one of the instrumental principles that carry it."""

    slug = models.SlugField(max_length=60, unique=True)
    core = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="instrumental")
    position = models.PositiveSmallIntegerField(default=0)
    name = I18nCharField(max_length=120)
    question = I18nCharField(max_length=300, blank=True)
    meaning = I18nTextField(blank=True)
    example = I18nTextField(blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("toolkit:principle", args=[self.slug])


class Resource(Timestamped):
    """One of the Toolkit's stand-alone resources: the question it answers and who reads it."""

    class Group(models.TextChoices):
        ENTRY = "entry", _("Where to start")
        GUIDANCE = "guidance", _("Guidance")
        PRACTICAL = "practical", _("Practical tools")
        SUPPORTING = "supporting", _("Support")

    slug = models.SlugField(max_length=60, unique=True)
    group = models.CharField(max_length=12, choices=Group.choices)
    position = models.PositiveSmallIntegerField(default=0)
    name = I18nCharField(max_length=160)
    question = I18nCharField(max_length=300, blank=True)
    readers = I18nCharField(max_length=200, blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return f"{reverse('toolkit:home')}#{self.slug}"
