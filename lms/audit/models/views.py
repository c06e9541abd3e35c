"""Looking at lists of people, counted; and who looked at unusually many."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class ListView(models.Model):
    """That one person looked at one page of one list within ten minutes, and how many people stood on it.

    For the reckoning of unusual harvesting; the audit has its own entry. Retention deletes it after
    ``lms.audit.harvesting.KEPT_DAYS``.
    """

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # The list, with its object: ``courses.people:12``.
    what = models.CharField(max_length=120)
    # The page or filter of it; the same again shows nobody new.
    part = models.CharField(max_length=64, blank=True)
    # When the ten minutes began.
    slot = models.DateTimeField()
    rows = models.PositiveIntegerField()
    # How many people the whole list has, if the caller knows: pages and filters of it together show no more.
    total = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor", "slot", "what", "part"], name="audit_view_once_in_ten_minutes"),
        ]
        indexes = [models.Index(fields=["slot"])]

    def __str__(self) -> str:
        return f"{self.what} by #{self.actor_id}"


class Harvest(models.Model):
    """One person looked at more people on one day than her work explains: the alarm, and how long she is slowed."""

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    at = models.DateTimeField()
    # People and rows of exports within the hour, and what her role explains.
    rows = models.PositiveIntegerField()
    limit = models.PositiveIntegerField()
    slowed_until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "day"], name="audit_alarm_once_a_day")]
        indexes = [models.Index(fields=["actor", "slowed_until"])]

    def __str__(self) -> str:
        return f"#{self.actor_id} on {self.day}"
