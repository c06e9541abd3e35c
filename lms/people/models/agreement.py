"""What everybody here agrees to, in versions, and who agreed when."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nTextField

from lms.common.languages import Language


class AgreementKind(models.TextChoices):
    """The two texts that everybody accepts."""

    TERMS = "terms", _("Terms of engagement")
    DATA_PROTECTION = "data_protection", _("Data-protection policy")


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def in_force(self, at: dt.datetime | None = None) -> Self:
        """Versions that were published ``at`` a moment (now), the newest of each kind first."""
        return self.filter(published_at__lte=at or timezone.now()).order_by("kind", "-published_at", "-pk")


class Agreement(models.Model):
    """One version of one text. It is never changed once it is published: a correction is a new version."""

    kind = models.CharField(max_length=20, choices=AgreementKind.choices)
    version = models.CharField(max_length=20)
    text = I18nTextField()
    # Empty: a draft, shown to nobody.
    published_at = models.DateTimeField(null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-published_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="people_agreement_version_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("people:agreement", args=[self.get_slug()])

    def get_slug(self) -> str:
        """The kind as it stands in an address."""
        return self.kind.replace("_", "-")


class Acceptance(models.Model):
    """A person accepted a version, and in which language she read it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="acceptances")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="acceptances")
    language = models.CharField(max_length=7, choices=Language.choices)
    accepted_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-accepted_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "agreement"], name="people_accepts_once")]

    def __str__(self) -> str:
        return f"#{self.person_id}: {self.agreement_id}"
