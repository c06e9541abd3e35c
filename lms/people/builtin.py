"""The countries of the M49 list, present in every database right after ``migrate``."""

from __future__ import annotations

import csv
from pathlib import Path

from lms.people.models import Country

SOURCE = Path(__file__).resolve().parent / "data" / "countries.csv"
LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")


def load_countries(using: str) -> None:
    """Insert the countries that are missing, with their UN names in six languages."""
    if Country.objects.using(using).exists():
        return
    with SOURCE.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    Country.objects.using(using).bulk_create(
        [
            Country(
                iso2=row["iso2"],
                iso3=row["iso3"],
                m49=row["m49"],
                un_status=row["un_status"],
                regional_group=row["un_regional_group"] or "none",
                m49_region=row["m49_region"],
                m49_subregion=row["m49_subregion"],
                m49_intermediate=row["m49_intermediate"],
                **{f"name_{code}": row[f"name_{code}"] for code in LANGUAGES},
            )
            for row in rows
        ],
        ignore_conflicts=True,
    )
