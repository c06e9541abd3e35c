"""Countries as the United Nations name and group them."""

from __future__ import annotations

from django.db import models

from lms.common import languages


class RegionalGroup(models.TextChoices):
    """The regional groups of Member States of the United Nations."""

    AFRICAN = "african", "African"
    ASIA_PACIFIC = "asia_pacific", "Asia-Pacific"
    EASTERN_EUROPEAN = "eastern_european", "Eastern European"
    LATIN_AMERICAN_AND_CARIBBEAN = "latin_american_and_caribbean", "Latin American and Caribbean"
    WESTERN_EUROPEAN_AND_OTHERS = "western_european_and_others", "Western European and Others"
    NONE = "none", "No group"


class Country(models.Model):
    """A country or area of the M49 list; its key is the ISO 3166-1 alpha-2 code."""

    iso2 = models.CharField(max_length=2, primary_key=True)
    iso3 = models.CharField(max_length=3, unique=True)
    m49 = models.CharField(max_length=3, unique=True)
    un_status = models.CharField(max_length=20)
    regional_group = models.CharField(max_length=40, choices=RegionalGroup.choices)
    m49_region = models.CharField(max_length=3, blank=True)
    m49_subregion = models.CharField(max_length=3, blank=True)
    m49_intermediate = models.CharField(max_length=3, blank=True)
    name_ar = models.CharField(max_length=120)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    name_fr = models.CharField(max_length=120)
    name_ru = models.CharField(max_length=120)
    name_es = models.CharField(max_length=120)

    class Meta:
        ordering = ["name_en"]
        verbose_name_plural = "countries"

    def __str__(self) -> str:
        return self.name()

    def name(self, language: str | None = None) -> str:
        """The UN name in ``language`` (default: the current one)."""
        code = (language or languages.current()).split("-")[0]
        return str(getattr(self, f"name_{code}"))
