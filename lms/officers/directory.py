"""Finding officers: words and filters that combine, with the number of people behind each choice.

Everything here reads ``Listing`` rows that the viewer may see, so neither a person nor a value that is hidden
can be found, counted or guessed from a number. Within one filter the choices widen the list (or), filters among
each other narrow it (and); the number beside a choice holds with everything chosen in the *other* filters.
"""

from __future__ import annotations

import functools
import operator
import re
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.common.languages import Language
from lms.officers.access import visible_to
from lms.officers.models import Listing, ListingTag
from lms.officers.showing import Card, card_of
from lms.officers.vocabulary import TAGGED
from lms.officers.words import asked, meanings
from lms.people.models import Country, Person

PAGE = 24
FACETS: dict[str, str | Promise] = {
    "country": _("Country"),
    "language": _("Language spoken"),
    "function": _("Function"),
    "topic": _("Open to talk about"),
}
_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True)
class Filters:
    """Whom somebody looks for."""

    text: str = ""
    chosen: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, query: QueryDict) -> Filters:
        """From the address; choices that do not exist are left out."""
        chosen = {}
        for name in FACETS:
            keys = frozenset(key for key in query.getlist(name)[:40] if _exists(name, key))
            if keys:
                chosen[name] = keys
        text = query.get("q", "")[:200].replace("\x00", "")
        return cls(" ".join(text.split()), chosen)

    def query(self, *, without: tuple[str, str] | None = None) -> str:
        """The address's query for these filters, ``without`` one choice."""
        pairs = [("q", self.text)] if self.text else []
        pairs += [(name, key) for name in FACETS for key in sorted(self.chosen.get(name, ())) if (name, key) != without]
        return urlencode(pairs)

    @property
    def count(self) -> int:
        """How many choices are made."""
        return sum(len(keys) for keys in self.chosen.values())


@dataclass(frozen=True)
class Choice:
    key: str
    label: str
    count: int
    is_on: bool


@dataclass(frozen=True)
class Facet:
    """One filter with the choices that occur."""

    name: str
    label: str | Promise
    choices: list[Choice]

    @property
    def on(self) -> int:
        """How many of its choices are made."""
        return sum(choice.is_on for choice in self.choices)


@dataclass(frozen=True)
class Row:
    """An officer of the list."""

    listing: Listing
    card: Card


@dataclass(frozen=True)
class Found:
    """One page of the list: its officers, how many fit in all, the filters with their numbers."""

    rows: list[Row]
    total: int
    facets: list[Facet]
    has_more: bool
    countries: list[str]

    @property
    def last(self) -> uuid.UUID | None:
        """The officer after whom the next page begins."""
        return self.rows[-1].listing.pk if self.has_more else None

    @property
    def chips(self) -> list[tuple[str, Choice]]:
        """The choices made, to be taken back one by one."""
        return [(facet.name, choice) for facet in self.facets for choice in facet.choices if choice.is_on]


def find(viewer: Person, filters: Filters, *, after: str = "") -> Found:
    """The page of officers that ``viewer`` may see and that fit, after the one with the uid ``after``.

    Up to eight queries, whatever the number of officers.
    """
    seen = visible_to(viewer).filter(_words(filters.text))
    fitting = _fitting(seen, filters)
    total = fitting.count()
    page = list(_after(fitting, seen, after).order_by("nameless", "sort_key", "uid")[: PAGE + 1])
    counts = _counts(seen, filters)
    on_page = {str(listing.seen["country"]) for listing in page if "country" in listing.seen}
    countries = Country.objects.in_bulk(on_page | set(counts["country"]) | filters.chosen.get("country", frozenset()))
    rows = [Row(listing, card_of(listing.seen, countries)) for listing in page[:PAGE]]
    facets = [_facet(name, counts[name], filters, countries) for name in FACETS]
    return Found(rows, total, facets, has_more=len(page) > PAGE, countries=sorted(on_page))


def _words(text: str) -> Q:
    """Every word occurs: in a value that is shown, or as a choice that is shown, named in any of the six languages."""
    condition = Q()
    for piece in asked(text):
        meant = meanings(piece)
        by_choice = functools.reduce(operator.or_, (Q(kind=kind, key__in=keys) for kind, keys in meant.items()), Q())
        here = Q(search__contains=piece)
        if meant:
            here |= Q(Exists(ListingTag.objects.filter(by_choice, listing=OuterRef("pk"))))
        condition &= here
    return condition


def _fitting(seen: QuerySet[Listing], filters: Filters, *, except_for: str = "") -> QuerySet[Listing]:
    for name, keys in filters.chosen.items():
        if name != except_for:
            seen = seen.filter(Exists(ListingTag.objects.filter(listing=OuterRef("pk"), kind=name, key__in=keys)))
    return seen


def _after(fitting: QuerySet[Listing], seen: QuerySet[Listing], after: str) -> QuerySet[Listing]:
    """What comes after the officer ``after``; from the beginning if she cannot be seen (any more)."""
    try:
        uid = uuid.UUID(after)
    except ValueError:
        return fitting
    last = seen.filter(pk=uid).values("nameless", "sort_key").first()
    if last is None:
        return fitting
    nameless, key = last["nameless"], last["sort_key"]
    same = Q(nameless=nameless, sort_key=key, uid__gt=uid)
    later = Q(nameless=nameless, sort_key__gt=key)
    return fitting.filter(same | later | (Q() if nameless else Q(nameless=True)))


def _counts(seen: QuerySet[Listing], filters: Filters) -> dict[str, dict[str, int]]:
    """Facet → key → how many; one query for all facets without a choice, one for each that has one."""
    counts: dict[str, dict[str, int]] = {name: {} for name in FACETS}
    plain = [name for name in FACETS if name not in filters.chosen]
    for names in [plain, *([name] for name in filters.chosen)]:
        if not names:
            continue
        base = _fitting(seen, filters, except_for=names[0] if names is not plain else "")
        rows = (
            ListingTag.objects.filter(kind__in=names, listing__in=base.order_by().values("pk"))
            .values_list("kind", "key")
            .annotate(number=Count("pk"))
            .order_by()
        )
        for kind, key, number in rows:
            counts[kind][key] = number
    return counts


def _facet(name: str, counts: dict[str, int], filters: Filters, countries: dict[str, Country]) -> Facet:
    on = filters.chosen.get(name, frozenset())
    keys = counts.keys() | on
    labels = _labels(name, keys, countries)
    choices = [Choice(key, label, counts.get(key, 0), key in on) for key, label in labels.items()]
    return Facet(name, FACETS[name], choices)


def _labels(name: str, keys: Any, countries: dict[str, Country]) -> dict[str, str]:  # a set or a view of keys
    if name == "country":
        names = {key: countries[key].name() for key in keys if key in countries}
        return dict(sorted(names.items(), key=lambda pair: pair[1]))
    vocabulary = Language if name == "language" else TAGGED[name]
    return {choice.value: str(choice.label) for choice in vocabulary if choice.value in keys}


def _exists(name: str, key: str) -> bool:
    if name == "country":
        return bool(_COUNTRY.fullmatch(key))
    return key in (Language if name == "language" else TAGGED[name]).values
