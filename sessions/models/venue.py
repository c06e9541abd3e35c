"""Venue spaces: rooms with walls. The live one on the screen is a ``lms.rooms`` Room."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.common.models import Timestamped


class VenueSpace(Timestamped):
    """A hall or seminar room in a city, named as people there name it."""

    name = models.CharField(_("Name"), max_length=120)
    city = models.CharField(_("City"), max_length=120, blank=True)
    country = models.ForeignKey("people.Country", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    address = models.CharField(_("Address"), max_length=300, blank=True)
    seats = models.PositiveIntegerField(_("Seats"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["country", "city", "name"], name="sessions_venue_once"),
            models.UniqueConstraint(
                fields=["city", "name"], condition=Q(country=None), name="sessions_venue_once_nowhere"
            ),
        ]

    def __str__(self) -> str:
        return self.name
