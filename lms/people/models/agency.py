"""Agencies: the public authorities that officers serve in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.common.models import Timestamped


class AgencyType(models.TextChoices):
    """Kinds of agency, as the membership questionnaire lists them."""

    NATIONAL_POLICE = "national_police", _("National police")
    GENDARMERIE = "gendarmerie", _("Gendarmerie")
    REGIONAL_POLICE = "regional_police", _("Regional or municipal police")
    CYBERCRIME_UNIT = "cybercrime_unit", _("Cybercrime unit")
    CHILD_PROTECTION_UNIT = "child_protection_unit", _("Child-protection unit")
    FORENSIC_LABORATORY = "forensic_laboratory", _("Forensic laboratory")
    PROSECUTION_SERVICE = "prosecution_service", _("Prosecution service")
    JUDICIARY = "judiciary", _("Judiciary")
    CUSTOMS = "customs", _("Customs")
    BORDER_GUARD = "border_guard", _("Border guard or immigration")
    ANTI_TRAFFICKING = "anti_trafficking", _("Anti-trafficking agency")
    MINISTRY = "ministry", _("Ministry of interior or justice")
    POLICE_ACADEMY = "police_academy", _("Police academy")
    CENTRAL_AUTHORITY = "central_authority", _("Central authority or INTERPOL National Central Bureau")
    ORGANISATION = "organisation", _("International or regional organisation")
    OTHER = "other", _("Other")


class Agency(Timestamped):
    """A public authority of a country; its name is kept as its own people write it."""

    country = models.ForeignKey("people.Country", on_delete=models.PROTECT, related_name="agencies")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, choices=AgencyType.choices, default=AgencyType.OTHER)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agencies"
        constraints = [models.UniqueConstraint(fields=["country", "name"], name="people_agency_once_per_country")]

    def __str__(self) -> str:
        return self.name
