"""Personal calendar links: an address that a calendar program reads without log-in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class CalendarLink(models.Model):
    """The address of one person's feed. Only the SHA-256 of its token is kept: it is shown once."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(revoked_at=None), name="sessions_one_calendar_link")
        ]

    def __str__(self) -> str:
        return f"Calendar link #{self.pk}"
