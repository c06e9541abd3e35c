"""The countries of the M49 list and the first agreements, present in every database right after ``migrate``."""

from __future__ import annotations

import csv
from pathlib import Path

from django.utils import timezone
from i18nfield.strings import LazyI18nString

from lms.common.languages import CODES
from lms.people import agreements
from lms.people.models import Agreement, Country

AGREEMENTS = Path(__file__).resolve().parent / "data" / "agreements"
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


def load_agreements(using: str) -> None:
    """Publish the versions that lie in ``data/agreements/<kind>-<version>/<language>.md`` and are not there yet."""
    rows = Agreement.objects.using(using)
    there = set(rows.values_list("kind", "version"))
    for folder in sorted(AGREEMENTS.iterdir()):
        kind, _hyphen, version = folder.name.partition("-")
        if (kind, version) in there:
            continue
        texts = {code: (folder / f"{code}.md").read_text(encoding="utf-8") for code in CODES}
        rows.create(kind=kind, version=version, text=LazyI18nString(texts), published_at=timezone.now())
    agreements.forget_mark()
