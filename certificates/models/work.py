"""What is still to be done for a certificate, and where numbering stands."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lms.common.work import WorkRow


class CertificateJob(WorkRow):
    """Make, store and announce one certificate's PDF. Written in the transaction that issues it."""

    certificate = models.OneToOneField("certificates.Certificate", on_delete=models.CASCADE, related_name="job")
    # Off where a record of the past is brought in and its people were told long ago.
    announces = models.BooleanField(default=True)

    class Meta:
        # As in WorkRow, under a name that fits the 30 characters allowed.
        indexes = [models.Index(fields=["due_at"], condition=Q(done_at=None), name="certificates_job_due")]

    def __str__(self) -> str:
        return f"PDF of certificate #{self.certificate_id}"


class NumberSeries(models.Model):
    """The last number given out in a year; a certificate takes the next one under this row's lock."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "number series"

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
