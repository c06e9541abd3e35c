"""Blueprints: agendas without a date, ready to become the sessions of a training."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from i18nfield.fields import I18nCharField

from sessions.models.session import SessionKind


class Blueprint(models.Model):
    """An agenda in six languages, by the day."""

    slug = models.SlugField(max_length=40, unique=True)
    title = I18nCharField(max_length=200)
    days = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return str(self.title)


class BlueprintItem(models.Model):
    """One item of a blueprint; ``lesson_slug`` names the lesson of the training's course that it opens."""

    blueprint = models.ForeignKey(Blueprint, on_delete=models.CASCADE, related_name="items")
    day = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()
    kind = models.CharField(max_length=14, choices=SessionKind.choices, default=SessionKind.SESSION)
    title = I18nCharField(max_length=200)
    half_day = models.PositiveSmallIntegerField(null=True, blank=True)
    counts_for_attendance = models.BooleanField(default=False)
    lesson_slug = models.SlugField(max_length=80, blank=True)

    class Meta:
        ordering = ["day", "starts", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["blueprint", "day", "starts"], name="sessions_blueprint_one_at_a_time"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="sessions_blueprint_end_after_start"),
        ]

    def __str__(self) -> str:
        return str(self.title)
