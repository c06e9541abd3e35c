"""One fact per enrolment, so that every figure is one join path."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from lms.common.languages import Language
from lms.people.models.agency import AgencyType


class Fact(models.Model):
    """What is known of one participant of one ended training. Written by ``refresh_facts`` alone.

    Percentages run from 0 to 100; None means that nothing was recorded, which is not nought.
    """

    enrolment = models.OneToOneField(
        "courses.Enrolment", on_delete=models.CASCADE, primary_key=True, related_name="fact"
    )
    training = models.ForeignKey("courses.Training", on_delete=models.CASCADE, related_name="facts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    country = models.ForeignKey("people.Country", on_delete=models.PROTECT, null=True, related_name="+")
    agency_kind = models.CharField(max_length=30, choices=AgencyType.choices, blank=True)
    function = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=7, choices=Language.choices)
    ended_on = models.DateField()
    attendance = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    before = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    after = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    is_complete = models.BooleanField(default=False)
    has_certificate = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["country", "person"]),
            models.Index(fields=["training", "country"]),
            models.Index(fields=["ended_on"]),
        ]

    def __str__(self) -> str:
        return f"fact of enrolment #{self.enrolment_id}"


class FactStamp(models.Model):
    """What a training's sources looked like when its facts were last written."""

    training = models.OneToOneField("courses.Training", on_delete=models.CASCADE, primary_key=True, related_name="+")
    stamp = models.CharField(max_length=300)
    refreshed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"stamp of training #{self.training_id}"
