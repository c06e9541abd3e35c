"""Reading the audit: which entries a person sees, what was chosen of them, and how an entry is put into words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lms.audit.models import AuditEntry
from lms.audit.verbs import KINDS, LISTS, VERBS, Words, field_words, kind_words, verb_words
from lms.common import numbers, when

PAGE = 50
# No file has more entries, the newest first; who needs more narrows the days.
MOST = 20_000
# So many changed fields of an entry stand in the list.
SHOWN = 4
# A search for a name stops here.
PEOPLE = 200
# A number of an entry or a person has no more digits.
DIGITS = 18
MORE_WORDS = 5
# How a moment stands in the changes.
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def _number(text: str) -> int | None:
    text = text.removeprefix("#")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None


def _date(text: str) -> dt.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Filters:
    """What was chosen; nonsense is left out."""

    who: str = ""
    verb: str = ""
    kind: str = ""
    country: str = ""
    since: dt.date | None = None
    until: dt.date | None = None

    @classmethod
    def of(cls, query: QueryDict) -> Filters:
        """The filters of an address."""
        verb, kind = query.get("verb", ""), query.get("kind", "")
        country = query.get("country", "")
        return cls(
            who=query.get("who", "").replace("\x00", "").strip()[:100],
            verb=verb if verb in VERBS else "",
            kind=kind if kind in KINDS else "",
            country=country if len(country) == 2 and country.isascii() and country.isalpha() else "",
            since=_date(query.get("from", "")),
            until=_date(query.get("to", "")),
        )

    @property
    def address(self) -> str:
        """The query that chooses the same, without a place in the list."""
        values = {
            "who": self.who, "verb": self.verb, "kind": self.kind, "country": self.country,
            "from": str(self.since or ""), "to": str(self.until or ""),
        }  # fmt: skip
        return urlencode({name: value for name, value in values.items() if value})

    def __bool__(self) -> bool:
        return bool(self.address)

    def chosen(self, entries: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """Those of ``entries``; days are the reader's."""
        if self.verb:
            entries = entries.filter(verb=self.verb)
        if self.kind:
            entries = entries.filter(target_type=self.kind)
        if self.country:
            entries = entries.filter(about__country=self.country)
        zone = timezone.get_current_timezone()
        if self.since and self.since > dt.date.min + dt.timedelta(days=2):
            entries = entries.filter(at__gte=dt.datetime.combine(self.since, dt.time(), zone))
        if self.until and self.until < dt.date.max - dt.timedelta(days=2):
            entries = entries.filter(at__lt=dt.datetime.combine(self.until + dt.timedelta(days=1), dt.time(), zone))
        if self.who:
            people = self._people()
            entries = entries.filter(Q(actor__in=people) | Q(about__in=people))
        return entries

    def _people(self) -> list[int]:
        """Whom the search means: a number (#17), an address, or parts of a name."""
        number = _number(self.who)
        if number is not None:
            return [number]
        rows = get_user_model()._default_manager.order_by()
        if "@" in self.who:
            rows = rows.filter(email__iexact=self.who)
        else:
            for word in self.who.split()[:MORE_WORDS]:
                rows = rows.filter(Q(given_name__icontains=word) | Q(family_name__icontains=word))
        return list(rows.values_list("pk", flat=True)[:PEOPLE])


@dataclass(frozen=True)
class Change:
    """One field: its word, and the values before and after; ``before`` None where there is one value only."""

    label: Words
    before: str | None
    after: str


@dataclass(frozen=True)
class Line:
    """An entry in words."""

    entry: AuditEntry
    deed: Words
    kind: Words
    changes: list[Change]

    @property
    def first_changes(self) -> list[Change]:
        """What the list shows of them; the rest stands on the entry's own page."""
        return self.changes[:SHOWN]

    @property
    def more_changes(self) -> int:
        """How many the list leaves out."""
        return max(len(self.changes) - SHOWN, 0)


@dataclass(frozen=True)
class Piece:
    """A page of the list: its lines, and the numbers to go on from; None at an end."""

    lines: list[Line]
    newer: int | None = None
    older: int | None = None
    people: set[int] = field(default_factory=set)


def piece_of(entries: QuerySet[AuditEntry], query: QueryDict) -> Piece:
    """The page that ``before`` or ``after`` (numbers of entries) asks for; the newest entries without either.

    Paged by number, so that the thousandth page costs what the first does, and that new entries move nothing.
    """
    rows = entries.select_related("actor", "about__country")
    before, after = _number(query.get("before", "")), _number(query.get("after", ""))
    if before is not None:
        found = list(rows.filter(pk__lt=before).order_by("-pk")[: PAGE + 1])
        has_older, has_newer = len(found) > PAGE, True
        found = found[:PAGE]
    elif after is not None:
        found = list(rows.filter(pk__gt=after).order_by("pk")[: PAGE + 1])
        has_older, has_newer = True, len(found) > PAGE
        found = found[:PAGE][::-1]
    else:
        found = list(rows.order_by("-pk")[: PAGE + 1])
        has_older, has_newer = len(found) > PAGE, False
        found = found[:PAGE]
    people = {pk for entry in found for pk in (entry.actor_id, entry.about_id) if pk}
    return Piece(
        [line_of(entry) for entry in found],
        found[0].pk if found and has_newer else None,
        found[-1].pk if found and has_older else None,
        people,
    )


def line_of(entry: AuditEntry) -> Line:
    """``entry`` in the reader's words."""
    return Line(
        entry, verb_words(entry.verb), kind_words(entry.target_type), changes_of(entry.changes, entry.target_type)
    )


def changes_of(changes: Mapping[str, Any], kind: str = "") -> list[Change]:
    """Fields with their values, in words where the model ``kind`` knows words for them."""
    found = []
    for name, value in changes.items():
        if name == "rows" and isinstance(value, Mapping):
            found += [Change(model_words(key), None, _value(item)) for key, item in value.items()]
        elif name == "list":
            found.append(Change(field_words(name), None, str(LISTS.get(value, value))))
        elif isinstance(value, list) and len(value) == 2 and name not in {"countries", "trainers"}:
            # Marks of attendance are written by the number of the seat.
            is_mark = name.isascii() and name.isdigit()
            label = _("Seat %(number)s") % {"number": numbers.digits(name)} if is_mark else field_words(name)
            choices = _marks() if is_mark else _choices(kind, name)
            found.append(Change(label, _value(value[0], choices), _value(value[1], choices)))
        else:
            found.append(Change(field_words(name), None, _value(value)))
    return found


def model_words(label: str) -> Words:
    """The word for rows of a model; its label where there is none."""
    return KINDS.get(label.lower(), label)


def _marks() -> Mapping[Any, Any]:
    return {**_choices("training_sessions.attendance", "status"), "not_marked": _("Not marked")}


def _choices(kind: str, name: str) -> Mapping[Any, Any]:
    try:
        chosen = apps.get_model(kind)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return {}
    return dict(getattr(chosen, "flatchoices", ()) or ())


def _value(value: Any, choices: Mapping[Any, Any] | None = None) -> str:
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int):
        return numbers.digits(str(value))
    if isinstance(value, list):
        return numbers.listed(_value(one, choices) for one in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_value(item)}" for key, item in value.items())
    if choices and value in choices:
        return str(choices[value])
    if isinstance(value, str) and MOMENT.fullmatch(value) and (moment := parse_datetime(value)):
        local = timezone.localtime(moment)
        return str(numbers.fill(_("%(day)s, %(time)s"), day=when.day(local.date()), time=when.clock(local)))
    return str(value)


def table_of(entries: Iterable[AuditEntry]) -> Iterator[Sequence[str | int | None]]:
    """Rows of a file: codes as they are, names and words for people. Closed values stay closed."""
    for entry in entries:
        yield (
            entry.pk,
            entry.at.astimezone(dt.UTC).isoformat(timespec="seconds"),
            entry.actor_id,
            _name(entry.actor),
            entry.verb,
            str(verb_words(entry.verb)),
            entry.target_type,
            entry.target_id,
            entry.about_id,
            _name(entry.about),
            "; ".join(
                f"{change.label}: {change.after if change.before is None else f'{change.before} → {change.after}'}"
                for change in changes_of(entry.changes, entry.target_type)
            ),
            _("closed") if entry.personal else "",
        )


def _name(person: Any) -> str:
    return str(person) if person is not None else ""
