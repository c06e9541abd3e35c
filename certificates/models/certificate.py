"""A certificate: what was printed, kept as it was, whatever changes later."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.querysets import CertificateQuerySet
from courses.models import Mode
from lms.common.languages import Language


class Kind(models.TextChoices):
    """What a certificate confirms."""

    PARTICIPATION = "participation", _("Participation")
    COMPLETION = "completion", _("Completion")


class Status(models.TextChoices):
    """What was decided about a certificate; see ``Standing`` for what holds today."""

    VALID = "valid", _("Valid")
    REPLACED = "replaced", _("Replaced by a newer one")
    REVOKED = "revoked", _("Withdrawn")


class Standing(models.TextChoices):
    """What a reader is told today: the status, and whether its time has run out."""

    VALID = "valid", _("Valid")
    REPLACED = "replaced", _("Replaced by a newer one")
    REVOKED = "revoked", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


class RevocationReason(models.TextChoices):
    """Classes of reason that may be told to everybody; no detail of a person is kept with them."""

    ISSUED_IN_ERROR = "issued_in_error", _("It was issued in error")
    CONDITIONS_NOT_MET = "conditions_not_met", _("The conditions were found not to be met")
    MISUSE = "misuse", _("It was misused")
    HOLDER_ASKED = "holder_asked", _("The holder asked for it")


class Certificate(models.Model):
    """The snapshot that was printed, and the stored PDF with its SHA-256.

    Nothing printed is ever changed: a correction is a new version that replaces this row. ``code``
    is the secret in the address of the public check: 120 random bits. ``facts`` holds what the
    rule found, as numbers, so that it can be told in any language:
    ``{"attended": 4, "halves": 4, "percent": 100, "pre_test": true, "post_test": true, "feedback": true}``, or
    ``{"recorded": true}`` where the list of participants is all there is; ``layout`` holds the heading and
    the signatories as they were printed.
    """

    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField(max_length=24, unique=True)
    code = models.CharField(max_length=24, unique=True)
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    kind = models.CharField(max_length=13, choices=Kind.choices)

    name = models.CharField(max_length=310, blank=True)
    title = models.CharField(max_length=200)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    hours = models.PositiveSmallIntegerField()
    city = models.CharField(max_length=120, blank=True)
    country = models.ForeignKey("people.Country", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    mode = models.CharField(max_length=10, choices=Mode.choices)
    host = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=7, choices=Language.choices)
    facts = models.JSONField(default=dict)
    layout = models.JSONField(default=dict)

    status = models.CharField(max_length=8, choices=Status.choices, default=Status.VALID)
    issued_on = models.DateField()
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    valid_until = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    revocation_reason = models.CharField(max_length=20, choices=RevocationReason.choices, blank=True)

    # The stored name is fixed with the row, so that a PDF made twice lies in one place.
    file_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pdf = models.FileField(max_length=120, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False, db_index=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=~Q(status="replaced"), name="certificates_one_current"
            ),
            models.UniqueConstraint(fields=["enrolment", "version"], name="certificates_version_once"),
            models.CheckConstraint(
                condition=~Q(status="revoked") | (Q(revoked_at__isnull=False) & ~Q(revocation_reason="")),
                name="certificates_revoked_says_why",
            ),
            models.CheckConstraint(condition=Q(pdf="") | ~Q(sha256=""), name="certificates_pdf_has_hash"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="certificates_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The public check; without the language, so that it opens in the reader's."""
        return reverse("verify", args=[self.code])

    @property
    def is_ready(self) -> bool:
        """Whether its PDF is made and stored."""
        return bool(self.pdf)

    @property
    def place(self) -> str:
        """City and country as they were printed, in the certificate's language."""
        country = self.country.name(self.language) if self.country else ""
        return ", ".join(part for part in (self.city, country) if part)

    def standing(self, today: dt.date | None = None) -> Standing:
        """What holds on ``today`` (default: today in UTC)."""
        if self.status == Status.VALID and self.valid_until and (today or timezone.now().date()) > self.valid_until:
            return Standing.EXPIRED
        return Standing(self.status)
