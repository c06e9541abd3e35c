"""E-mail domains: whose addresses a country's public authorities use, and which prove nothing."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lms.common.models import Timestamped


class DomainKind(models.TextChoices):
    """What an address of the domain says about its holder."""

    AUTHORITY = "authority", "Public authority"
    WEBMAIL = "webmail", "Free webmail"
    VENDOR = "vendor", "Technology provider"


class EmailDomain(Timestamped):
    """A domain without ``@``; it covers the domains below it too (``police.uk`` covers ``met.police.uk``).

    For free webmail ``yahoo.*`` stands for the name under every ending, see ``lms.joining.domains.families``.
    """

    domain = models.CharField(max_length=253)
    kind = models.CharField(max_length=9, choices=DomainKind.choices)
    # Empty for webmail, providers, and organisations of several countries.
    country = models.ForeignKey("people.Country", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["domain"]
        constraints = [
            models.UniqueConstraint(fields=["domain", "country"], name="joining_domain_once_a_country"),
            models.UniqueConstraint(
                fields=["domain"], condition=Q(country=None), name="joining_domain_once_everywhere"
            ),
        ]

    def __str__(self) -> str:
        return self.domain

    def save(self, *args: object, **kwargs: object) -> None:
        self.domain = self.domain.strip().lstrip("@").lower()
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
