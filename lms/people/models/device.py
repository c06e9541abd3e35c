"""The browsers in which a person has logged in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class KnownDevice(models.Model):
    """A browser in which a person has proved who she is once.

    The browser holds a random token in a cookie, the row its HMAC. It opens nothing by itself: from here a
    person under attack may still try her password, and a log-in from elsewhere is told to her by mail.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices")
    key = models.CharField(max_length=64)
    name = models.CharField(max_length=100, blank=True)
    first_seen = models.DateTimeField(default=timezone.now, editable=False)
    last_seen = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-last_seen"]
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="people_device_once")]

    def __str__(self) -> str:
        return self.name or f"#{self.pk}"
