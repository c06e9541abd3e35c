"""From the cells of a line to a person: cleaned, matched, or the reasons why not."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from courses.roster.columns import FIELDS
from courses.roster.places import Countries, find_language
from lms.common.texts import clean_text

LIMITS = {
    "given_name": 150,
    "family_name": 150,
    "full_name": 150,
    "email": 254,
    "agency": 200,
    "unit": 200,
    "function": 200,
}
# Comparing one unknown name with all names of all countries takes milliseconds: a file of nothing else
# must not take minutes.
SUGGESTIONS = 60


@dataclass(frozen=True)
class Problem:
    """Why a line cannot come in."""

    field: str
    code: str
    details: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclass
class Entry:
    """What a line says."""

    row: int
    texts: dict[str, str]
    email: str = ""
    given_name: str = ""
    family_name: str = ""
    country: str = ""
    agency: str = ""
    unit: str = ""
    function: str = ""
    language: str = ""
    # Whether the file itself names the language.
    language_given: bool = False
    problems: list[Problem] = dataclasses.field(default_factory=list)
    notes: list[dict[str, Any]] = dataclasses.field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        return not any(self.texts.values())


class Reader:
    """Reads the lines of one list with one matching of columns."""

    def __init__(self, columns: Mapping[str, int], *, countries: Countries, language: str) -> None:
        self.columns = columns
        self.countries = countries
        self.default_language = language
        self._country: dict[str, str | None] = {}
        self._like: dict[str, str | None] = {}
        self._language: dict[str, str | None] = {}

    def read(self, row: int, cells: Sequence[str], corrections: Mapping[str, str] | None = None) -> Entry:
        """The entry of a line; ``corrections`` replace single cells."""
        raw = {name: cells[n] if n < len(cells) else "" for name, n in self.columns.items() if name in FIELDS}
        raw.update(corrections or {})
        texts = {name: clean_text(value) for name, value in raw.items()}
        entry = Entry(row, texts)
        if not any(clean_text(cell) for cell in cells) and not any(texts.values()):
            entry.texts = {}
            return entry
        self._names(entry, raw)
        self._email(entry)
        self._country_of(entry)
        self._language_of(entry)
        for name in ("agency", "unit", "function"):
            setattr(entry, name, texts.get(name, ""))
        for name, limit in LIMITS.items():
            if len(texts.get(name, "")) > limit:
                entry.problems.append(Problem(name, "too_long", {"limit": limit}))
        return entry

    def _names(self, entry: Entry, raw: Mapping[str, str]) -> None:
        texts = entry.texts
        if "full_name" in self.columns:
            # Which part is the family name is not for a program to say.
            entry.family_name = texts.get("full_name", "")
            if not entry.family_name:
                entry.problems.append(Problem("full_name", "full_name_missing"))
        else:
            entry.given_name, entry.family_name = texts.get("given_name", ""), texts.get("family_name", "")
            for name in ("given_name", "family_name"):
                if not texts.get(name):
                    entry.problems.append(Problem(name, f"{name}_missing"))
        if any(texts[name] != raw[name] for name in ("given_name", "family_name", "full_name") if name in texts):
            entry.notes.append({"code": "cleaned"})

    def _email(self, entry: Entry) -> None:
        text = entry.texts.get("email", "")
        if text.lower().startswith("mailto:"):
            text = text[7:].strip()
        entry.email = text.lower()
        if not text:
            code = "email_missing"
        elif "@" not in text:
            code = "email_no_at"
        elif "." not in text.rpartition("@")[2]:
            code = "email_no_dot"
        else:
            try:
                validate_email(entry.email)
            except ValidationError:
                code = "email_invalid"
            else:
                return
        entry.problems.append(Problem("email", code))

    def _country_of(self, entry: Entry) -> None:
        text = entry.texts.get("country", "")
        if not text:
            entry.problems.append(Problem("country", "country_missing"))
            return
        if text not in self._country:
            self._country[text] = self.countries.find(text)
        found = self._country[text]
        if found:
            entry.country = found
            return
        if text not in self._like:
            self._like[text] = self.countries.like(text) if len(self._like) < SUGGESTIONS else None
        like = self._like[text]
        entry.problems.append(
            Problem("country", "country_like", {"country_code": like})
            if like
            else Problem("country", "country_unknown")
        )

    def _language_of(self, entry: Entry) -> None:
        text = entry.texts.get("language", "")
        if text not in self._language:
            self._language[text] = find_language(text)
        entry.language_given = self._language[text] is not None
        entry.language = self._language[text] or self.default_language
        if text and not self._language[text]:
            entry.notes.append({"code": "language_other", "value": text[:80], "language": entry.language})
