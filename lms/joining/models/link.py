"""Links that live in mails: each opens one thing, has an end, and can be taken back.

The link itself is not kept, only its SHA-256: whoever reads the database opens nothing with it.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class LinkKind(models.TextChoices):
    """What a link opens."""

    CONFIRM = "confirm", "Confirm the address"
    APPLICANT = "applicant", "The applicant's own page"
    SUPERVISOR = "supervisor", "The supervisor's page"
    RECONFIRM = "reconfirm", "The yearly confirmation"


class Link(models.Model):
    """One mailed link. Made and opened by ``lms.joining.links``."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=LinkKind.choices)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    application = models.ForeignKey("joining.Application", on_delete=models.CASCADE, null=True, related_name="links")
    membership = models.ForeignKey("joining.Membership", on_delete=models.CASCADE, null=True, related_name="links")
    made_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(application=None, membership__isnull=False) | Q(application__isnull=False, membership=None),
                name="joining_link_opens_one_thing",
            )
        ]
        indexes = [models.Index(fields=["ends_at"], name="joining_link_end")]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"
