"""Bring in a list of trainings: one line a dated delivery."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.actions.plan_training import FIELDS, change_training
from courses.actions.seats import set_capacity
from courses.models import Course, Mode, Stage, Training
from courses.roster.places import countries, find_language
from courses.roster.summary import Rejected
from lms.audit.actions import record
from lms.common.errors import Refused
from lms.common.numbers import digits
from lms.common.spreadsheets import Row, Sheet, read_table
from lms.common.texts import clean_text, fold
from lms.people.models import Country, Person

DEFAULT_COURSE = "two-day"
NEEDED = ("slug", "title", "start")
KNOWN = (*NEEDED, "mode", "city", "country", "timezone", "days", "language", "capacity", "course", "host", "hours")
ALIASES = {"time zone": "timezone", "starts on": "start", "start date": "start", "date": "start", "seats": "capacity"}
# What a training refuses by its first day is the rule, by anything else the exception: code → column.
COLUMN_OF = {"cancelled": "slug", "days": "days"}


@dataclass
class Imported:
    """What came, or would come, of the list."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    blank: int = 0
    rejected: list[Rejected] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "new": self.new,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "blank": self.blank,
            "rejected": [{"row": one.row, "field": one.field, "reason": one.reason} for one in self.rejected],
        }


def _column(title: str) -> str:
    key = fold(title)
    return ALIASES.get(key, key)


def _recognise(cells: Sequence[str]) -> int:
    return len({_column(cell) for cell in cells} & set(KNOWN))


def _header(sheets: Sequence[Sheet]) -> tuple[Sheet, Row]:
    for sheet in sheets:
        for row in sheet.rows[:30]:
            if set(NEEDED) <= {_column(cell) for cell in row.cells}:
                return sheet, row
    raise Refused(_("No list of trainings was found: it needs the columns slug, title and start."), code="no_header")


def import_trainings(*, data: bytes, actor: Person | None = None, dry_run: bool = False) -> Imported:
    """Make the trainings of the list, or change those whose slug is known; the same list again changes nothing.

    A line that cannot be understood stays out and is listed, as is one whose training cannot change so: it was
    cancelled, or its agenda cannot follow. The rest is written in one go. Raises Refused for a file that is no
    such list.
    """
    sheet, header = _header(read_table(data, recognise=_recognise).sheets)
    names = [_column(title) for title in header.cells]
    done = Imported()
    with transaction.atomic():
        for row in sheet.rows:
            if row.number <= header.number:
                continue
            if row.is_blank:
                done.blank += 1
                continue
            values = {name: clean_text(cell) for name, cell in zip(names, row.cells, strict=False) if name in KNOWN}
            problems = list(_problems(values))
            if problems:
                done.rejected.append(Rejected(row.number, problems[0][0], " ".join(text for _name, text in problems)))
                continue
            try:
                _write(values, done, actor)
            except Refused as refusal:
                done.rejected.append(Rejected(row.number, COLUMN_OF.get(refusal.code, "start"), str(refusal)))
        if dry_run:
            transaction.set_rollback(True)
    return done


def _problems(values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    try:
        validate_slug(values.get("slug", ""))
    except ValidationError:
        yield "slug", str(_("The slug is missing, or holds more than letters, numbers, hyphens and underscores."))
    if len(values.get("slug", "")) > 80:
        yield "slug", str(_("This text is too long: at most %(limit)s characters fit.") % {"limit": digits("80")})
    if not values.get("title"):
        yield "title", str(_("The title is missing."))
    for name, limit in (("title", 200), ("city", 120), ("host", 200)):
        if len(values.get(name, "")) > limit:
            yield (
                name,
                str(_("This text is too long: at most %(limit)s characters fit.") % {"limit": digits(str(limit))}),
            )
    if _date(values.get("start", "")) is None:
        yield "start", str(_("The first day must be written as year-month-day, for instance 2027-03-01."))
    if values.get("mode") and _mode(values["mode"]) is None:
        yield "mode", str(_("The mode is in_person, online or hybrid."))
    if values.get("country") and countries().find(values["country"]) is None:
        yield "country", str(_("No country has this name."))
    if values.get("timezone") and values["timezone"] not in zoneinfo.available_timezones():
        yield "timezone", str(_("No time zone has this name. Write it as Africa/Harare."))
    if values.get("language") and find_language(values["language"]) is None:
        yield "language", str(_("The language is one of the six: Arabic, Chinese, English, French, Russian, Spanish."))
    for name, low, high in (("days", 1, 60), ("capacity", 0, 100_000), ("hours", 1, 1000)):
        text = values.get(name, "")
        if text and not (text.isascii() and text.isdigit() and low <= int(text[:9]) <= high):
            bounds = {"low": digits(str(low)), "high": digits(str(high))}
            yield name, str(_("This must be a number from %(low)s to %(high)s.") % bounds)
    slug = values.get("course") or DEFAULT_COURSE
    if not Course.objects.filter(slug=slug).exists():
        yield "course", str(_("There is no course “%(slug)s”.") % {"slug": slug})


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


def _mode(text: str) -> str | None:
    key = fold(text).replace(" ", "_")
    return key if key in Mode.values else None


def _write(values: Mapping[str, str], done: Imported, actor: Person | None) -> None:
    """Make the training of a line or change it. Raises Refused where it cannot change so; then nothing is counted."""
    training = Training.objects.filter(slug=values["slug"]).select_for_update().first()
    wanted: dict[str, Any] = {
        "title": values["title"],
        "mode": _mode(values.get("mode", "")),
        "city": values.get("city"),
        "host": values.get("host"),
        "time_zone": values.get("timezone") or None,
        "starts_on": _date(values["start"]),
        "days": int(values["days"]) if values.get("days") else None,
        "language": find_language(values.get("language", "")),
        "hours": int(values["hours"]) if values.get("hours") else None,
    }
    if values.get("country"):
        wanted["country"] = Country.objects.get(pk=countries().find(values["country"]))
    if values.get("course") or training is None:
        wanted["course"] = Course.objects.get(slug=values.get("course") or DEFAULT_COURSE)
    wanted = {name: value for name, value in wanted.items() if value is not None}
    capacity = int(values["capacity"]) if values.get("capacity") else None
    if training is None:
        training = Training(slug=values["slug"], **wanted)
        if capacity is not None:
            training.capacity = capacity
        training.stage = Stage.FINISHED if training.has_ended else Stage.OPEN
        training.save()
        record(actor=actor, verb="courses.make_training", target=training, changes={})
        done.new += 1
        return
    more_or_fewer = capacity is not None and capacity != training.capacity
    if not more_or_fewer and all(getattr(training, name) == value for name, value in wanted.items()):
        done.unchanged += 1
        return
    with transaction.atomic():
        kept = {name: getattr(training, name) for name in FIELDS}
        training = change_training(training=training, values=kept | wanted, actor=actor)
        if capacity is not None and more_or_fewer:
            changes = {"capacity": [training.capacity, capacity]}
            # A list is no reason to write to anybody.
            set_capacity(training=training, capacity=capacity, tell=False)
            record(actor=actor, verb="courses.change_training", target=training, changes=changes)
    done.updated += 1
