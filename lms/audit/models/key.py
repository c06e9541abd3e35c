"""The key under which a person's own values lie in the audit."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class PersonKey(models.Model):
    """One person's key, itself wrapped by a key made from ``SECRET_KEY``. Destroyed, it takes the values along.

    The row stays after that, empty, so that nothing personal is kept for her again by mistake.
    """

    # The row outlives the account: that it is destroyed must be known afterwards.
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        primary_key=True,
        related_name="+",
    )
    wrapped = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(wrapped="", destroyed_at__isnull=False)
                | (~models.Q(wrapped="") & models.Q(destroyed_at=None)),
                name="audit_key_or_destroyed",
            )
        ]

    def __str__(self) -> str:
        return f"key of #{self.person_id}"
