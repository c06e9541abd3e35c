"""The built-in surveys, present in every database right after ``migrate``."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction
from i18nfield.strings import LazyI18nString

from feedback.models import (
    ChoiceQuestion,
    CommentQuestion,
    NumberQuestion,
    ScaleQuestion,
    StarsQuestion,
    Survey,
    SurveyChoice,
    SurveyQuestion,
)

SOURCE = Path(__file__).resolve().parent / "data" / "surveys.toml"
KINDS: dict[str, type[SurveyQuestion]] = {
    "stars": StarsQuestion,
    "scale": ScaleQuestion,
    "number": NumberQuestion,
    "choice": ChoiceQuestion,
    "comment": CommentQuestion,
}


def read_surveys() -> list[dict[str, Any]]:
    """The surveys as the data file holds them."""
    surveys: list[dict[str, Any]] = tomllib.loads(SOURCE.read_text(encoding="utf-8"))["survey"]
    return surveys


def load_surveys(using: str) -> None:
    """Insert the built-in surveys that are missing; those that exist are left as they are."""
    known = set(Survey.objects.using(using).values_list("slug", flat=True))
    for entry in read_surveys():
        if entry["slug"] not in known:
            with transaction.atomic(using=using):
                _load(entry, using)


def _load(entry: dict[str, Any], using: str) -> None:
    survey = Survey.objects.using(using).create(
        slug=entry["slug"], about=entry["about"], title=LazyI18nString(entry["title"])
    )
    for position, item in enumerate(entry["question"], start=1):
        question = KINDS[item["kind"]](
            survey=survey,
            code=item["code"],
            text=LazyI18nString(item["text"]),
            hint=LazyI18nString(item.get("hint", {})),
            position=position,
            is_required=item.get("required", False),
        )
        question.save(using=using)
        for place, choice in enumerate(item.get("choice", []), start=1):
            SurveyChoice.objects.using(using).create(
                question_id=question.pk, code=choice["code"], text=LazyI18nString(choice["text"]), position=place
            )
