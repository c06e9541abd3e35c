"""What is kept longer than it should be."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import DateField, Subquery
from django.utils import timezone

from lms.common.personal import Holding
from lms.privacy.counting import CountOf
from lms.privacy.registry import holdings, model_of


@dataclass(frozen=True)
class Due:
    """A holding with a time, how many rows are over it, and from when the oldest of them is."""

    holding: Holding
    rows: int
    oldest: dt.date | None


def timed() -> list[Holding]:
    """The holdings whose rows have a time to go."""
    return [holding for holding in holdings() if holding.expired is not None]


def _date_of(holding: Holding) -> str:
    """The column that tells how old a row is: its model's first date."""
    return next(field.name for field in model_of(holding)._meta.concrete_fields if isinstance(field, DateField))


def due_table(now: dt.datetime | None = None) -> list[Due]:
    """Every holding with a time; one query."""
    now = now or timezone.now()
    asked: dict[str, Any] = {}
    for number, holding in enumerate(timed()):
        assert holding.expired is not None  # noqa: S101  (``timed`` leaves the others out; for the type checker)
        rows, date = holding.expired(now), _date_of(holding)
        asked[f"rows_{number}"] = CountOf(rows.order_by().values("pk"))
        asked[f"oldest_{number}"] = Subquery(rows.order_by(date).values(date)[:1])
    # Any table with a row will do: the values are those of the sub-queries.
    found: Any = ContentType.objects.order_by("pk").values(**asked)[:1].get()
    return [
        Due(holding, found[f"rows_{number}"], _day(found[f"oldest_{number}"])) for number, holding in enumerate(timed())
    ]


def _day(value: dt.date | dt.datetime | None) -> dt.date | None:
    return value.date() if isinstance(value, dt.datetime) else value
