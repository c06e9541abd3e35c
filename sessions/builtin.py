"""The built-in agenda blueprints, present in every database right after ``migrate``."""

from __future__ import annotations

import json
from pathlib import Path

from django.db import transaction
from i18nfield.strings import LazyI18nString

from sessions.models import Blueprint, BlueprintItem

SOURCE = Path(__file__).resolve().parent / "data" / "blueprints.json"


def load_blueprints(using: str) -> None:
    """Insert the blueprints that are missing; those that are there, and perhaps changed, stay as they are."""
    source = json.loads(SOURCE.read_text(encoding="utf-8"))
    known = set(Blueprint.objects.using(using).values_list("slug", flat=True))
    titles = source["titles"]
    for position, entry in enumerate(source["blueprints"]):
        if entry["slug"] in known:
            continue
        with transaction.atomic(using=using):
            blueprint = Blueprint.objects.using(using).create(
                slug=entry["slug"],
                title=LazyI18nString(titles[entry["title"]]),
                days=entry["days"],
                position=position,
            )
            BlueprintItem.objects.using(using).bulk_create(
                BlueprintItem(
                    blueprint=blueprint,
                    day=item["day"],
                    starts=item["starts"],
                    ends=item["ends"],
                    kind=item["kind"],
                    title=LazyI18nString(titles[item["title"]]),
                    half_day=item["half_day"],
                    counts_for_attendance=item.get("counts", False),
                    lesson_slug=item.get("lesson", ""),
                )
                for item in entry["items"]
            )
