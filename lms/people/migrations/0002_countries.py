"""The countries of the M49 list, with their UN names in six languages."""

import csv
from pathlib import Path

from django.db import migrations

SOURCE = Path(__file__).resolve().parent.parent / "data" / "countries.csv"


def load(apps, schema_editor):
    Country = apps.get_model("people", "Country")
    with SOURCE.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    Country.objects.bulk_create(
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
                **{f"name_{code}": row[f"name_{code}"] for code in ("ar", "zh", "en", "fr", "ru", "es")},
            )
            for row in rows
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
