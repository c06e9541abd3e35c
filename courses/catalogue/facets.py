"""Finding tools: filters that combine, with the number of tools behind each choice.

Within one filter the choices widen the list (or), filters among each other narrow it (and). The number
beside a choice says how many tools there are with it and with everything chosen in the *other* filters.
Two light queries read the words of all visible tools; the counting is done here. A catalogue of a
thousand tools is a few milliseconds, and the answer is the same on every database.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Tool, ToolTag
from courses.catalogue.vocabulary import (
    FUNCTION_GROUPS,
    DataLeaves,
    DataType,
    Deployment,
    Licence,
    SkillLevel,
    TagKind,
    ToolFunction,
)
from lms.common.texts import fold
from lms.people.models import Country

MAX_WORDS = 8

# Filter name in the address → its label, in the order shown.
FACETS: dict[str, str | Promise] = {
    "function": _("What it does"),
    "data": _("What it works on"),
    "deployment": _("Where it runs"),
    "leaves": _("Data leaves the agency"),
    "licence": _("Licence"),
    "level": _("Level"),
    "language": _("Language"),
    "country": _("Provider's country"),
}
# Those that hold a single word per tool, with the tool's column.
COLUMNS = {"leaves": "data_leaves", "licence": "licence", "level": "skill_level", "country": "provider_country_id"}
CHOICES = {
    "function": ToolFunction,
    "data": DataType,
    "deployment": Deployment,
    "leaves": DataLeaves,
    "licence": Licence,
    "level": SkillLevel,
}
_FREE_KEY = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{2,8})?")


@dataclass(frozen=True)
class Filters:
    """What somebody looks for: words, and the choices per filter."""

    text: str = ""
    chosen: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, query: QueryDict) -> Filters:
        """From the address; choices that do not exist are left out."""
        chosen = {}
        for name in FACETS:
            vocabulary = CHOICES.get(name)
            keys = {
                key
                for key in query.getlist(name)
                if (key in vocabulary.values if vocabulary else _FREE_KEY.fullmatch(key))
            }
            if keys:
                chosen[name] = frozenset(keys)
        return cls(" ".join(query.get("q", "")[:200].split()), chosen)

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
class Entry:
    """A tool as the filters see it."""

    pk: int
    name: str
    words: dict[str, frozenset[str]]

    def fits(self, filters: Filters, *, except_for: str = "") -> bool:
        """Whether every filter (but one) lets it through."""
        return all(
            keys & self.words.get(name, frozenset()) for name, keys in filters.chosen.items() if name != except_for
        )


@dataclass(frozen=True)
class FacetChoice:
    key: str
    label: str | Promise
    count: int
    is_on: bool


@dataclass(frozen=True)
class Facet:
    """One filter with its choices; ``groups`` are headed lists where the choices are many."""

    name: str
    label: str | Promise
    choices: list[FacetChoice]
    groups: list[tuple[str | Promise, list[FacetChoice]]]

    @property
    def on(self) -> int:
        return sum(choice.is_on for choice in self.choices)


@dataclass(frozen=True)
class Found:
    """The result: which tools in which order, of how many, and the filters with their numbers."""

    pks: list[int]
    total: int
    facets: list[Facet]

    @property
    def chips(self) -> list[tuple[str, FacetChoice]]:
        """The choices made, to be taken back one by one."""
        return [(facet.name, choice) for facet in self.facets for choice in facet.choices if choice.is_on]


def entries_of(tools: QuerySet[Tool]) -> list[Entry]:
    """The words of ``tools`` in two queries, in the order of their names."""
    words: dict[int, dict[str, set[str]]] = {}
    for pk, kind, key in ToolTag.objects.filter(tool__in=tools.order_by()).values_list("tool_id", "kind", "key"):
        words.setdefault(pk, {}).setdefault(kind, set()).add(key)
    entries = []
    for pk, name, *values in tools.order_by("name", "pk").values_list("pk", "name", *COLUMNS.values()):
        found = {kind: frozenset(keys) for kind, keys in words.get(pk, {}).items()}
        found |= {facet: frozenset({value}) for facet, value in zip(COLUMNS, values, strict=True) if value}
        entries.append(Entry(pk, name, found))
    return entries


def matching(tools: QuerySet[Tool], entries: list[Entry], text: str) -> set[int]:
    """Keys of the tools in which every word of ``text`` occurs, in any language, also as what they do."""
    condition = Q()
    for word in fold(text).split()[:MAX_WORDS]:
        named = {key for key, label in ToolFunction.choices if word in fold(str(label))}
        by_label = [entry.pk for entry in entries if named & entry.words.get(TagKind.FUNCTION.value, frozenset())]
        condition &= Q(search_text__contains=word) | Q(pk__in=by_label)
    return set(tools.order_by().filter(condition).values_list("pk", flat=True))


def find(tools: QuerySet[Tool], filters: Filters) -> Found:
    """Filter, count and order. With words, tools that have them in their name come first."""
    entries = entries_of(tools)
    total = len(entries)
    if fold(filters.text):
        matches = matching(tools, entries, filters.text)
        entries = [entry for entry in entries if entry.pk in matches]
    fitting = [entry for entry in entries if entry.fits(filters)]
    if fold(filters.text):
        wanted = fold(filters.text)
        fitting.sort(key=lambda entry: wanted not in fold(entry.name))
    return Found([entry.pk for entry in fitting], total, [_facet(name, entries, filters) for name in FACETS])


def _facet(name: str, entries: list[Entry], filters: Filters) -> Facet:
    counts: dict[str, int] = {}
    for entry in entries:
        if entry.fits(filters, except_for=name):
            for key in entry.words.get(name, ()):
                counts[key] = counts.get(key, 0) + 1
    on = filters.chosen.get(name, frozenset())
    labels = _labels(name, counts.keys() | on)
    choices = {key: FacetChoice(key, label, counts.get(key, 0), key in on) for key, label in labels.items()}
    groups = []
    if name == "function":
        for title, keys in FUNCTION_GROUPS:
            members = [choices[key.value] for key in keys if key.value in choices]
            if members:
                groups.append((title, members))
    return Facet(name, FACETS[name], list(choices.values()), groups)


def _labels(name: str, keys: set[str]) -> dict[str, str | Promise]:
    """Labels of the choices to show: those of the vocabulary that occur, in its order; countries by name."""
    vocabulary = CHOICES.get(name)
    if vocabulary is not None:
        always = len(vocabulary.values) <= 5  # short lists keep their empty choices: nothing jumps
        return {key: vocabulary(key).label for key in vocabulary.values if always or key in keys}
    if name == "country":
        rows = Country.objects.filter(pk__in=keys)
        return dict(sorted(((row.pk, row.name()) for row in rows), key=lambda pair: pair[1]))
    return {key: key for key in sorted(keys)}
