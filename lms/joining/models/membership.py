"""Who is a member, and until when."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.common.models import Timestamped


class MembershipState(models.TextChoices):
    """Whether a membership holds."""

    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    EXPIRED = "expired", pgettext_lazy("membership", "Expired")


class Origin(models.TextChoices):
    """How somebody became a member."""

    APPLICATION = "application", _("Application")
    INVITATION = "invitation", _("Invitation to a training")


class Membership(Timestamped):
    """One person's membership; it holds for a year and is confirmed by herself each year."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="membership")
    state = models.CharField(max_length=9, choices=MembershipState.choices, default=MembershipState.ACTIVE)
    origin = models.CharField(max_length=11, choices=Origin.choices, default=Origin.APPLICATION)
    confirmed_at = models.DateTimeField(default=timezone.now)
    confirmed_until = models.DateField()
    # Days before the end for which a reminder was sent already: 30, then 7.
    reminded = models.PositiveSmallIntegerField(default=0, editable=False)
    # Kept for the staff: never told to the person.
    reason = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # What she told when she came back late or from another agency; a reviewer looks at it.
    asks_since = models.DateTimeField(null=True, blank=True)
    new_agency = models.CharField(max_length=200, blank=True)
    message = models.TextField(blank=True)

    class Meta:
        ordering = ["confirmed_until", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="active", ended_at=None) | (~Q(state="active") & Q(ended_at__isnull=False)),
                name="joining_ended_membership_has_a_time",
            )
        ]
        indexes = [models.Index(fields=["state", "confirmed_until"], name="joining_membership_end")]

    def __str__(self) -> str:
        return f"membership of {self.person_id}"

    def days_left(self, today: dt.date | None = None) -> int:
        """Days until it ends; negative when it has."""
        return (self.confirmed_until - (today or timezone.now().date())).days
