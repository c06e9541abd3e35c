"""What a person may do, as rows: a role, for one country or for all."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The roles of the site. A participant needs none: an enrolment says it."""

    MEMBER = "member", _("Member")
    TRAINER = "trainer", _("Trainer")
    COORDINATOR = "coordinator", _("Coordinator")
    EDITOR = "editor", _("Editor")
    REVIEWER = "reviewer", _("Membership reviewer")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("Data-protection officer")


# Roles that see or change what belongs to others: they need a second factor.
STAFF_ROLES = frozenset(Role.values) - {Role.MEMBER.value}


class RoleGrant(models.Model):
    """One role of one person; ``country`` empty means every country."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=30, choices=Role.choices)
    country = models.ForeignKey("people.Country", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "role", "country"], name="people_grant_once"),
            models.UniqueConstraint(
                fields=["person", "role"], condition=Q(country=None), name="people_grant_once_everywhere"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} / {self.country_id or 'all'}"
