"""Reading a file of tools: each row checked, with the reason for each that does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _

from courses.catalogue.vocabulary import DataLeaves, DataType, Deployment, Licence, SkillLevel, ToolFunction
from lms.common.errors import Refused
from lms.common.numbers import digits, listed
from lms.common.spreadsheets import read_table
from lms.common.texts import clean_text

REQUIRED = ("name", "functions", "licence_model", "deployment", "skill_level")
COLUMNS = (
    "name",
    "provider",
    "provider_country",
    "website",
    "summary",
    "functions",
    "data_types",
    "licence_model",
    "cost_note",
    "deployment",
    "skill_level",
    "integration_notes",
    "human_oversight",
    "source",
    "verified",
)
# Not in every file; without it the place where a tool runs gives a first answer for the reviewer.
OPTIONAL = ("data_leaves", "languages")
YES = {"yes", "true", "1"}
LENGTHS = {"name": 120, "provider": 160, "source": 200, "website": 300}


@dataclass(frozen=True)
class Problem:
    """Why a row was not taken: the file's own line, the column, the reason."""

    row: int
    field: str
    reason: str | Promise

    def as_json(self) -> dict[str, object]:
        return {"row": self.row, "field": self.field, "reason": str(self.reason)}


@dataclass
class ToolRow:
    """A sound row, ready to be written."""

    slug: str
    columns: dict[str, str | bool | None]
    texts: dict[str, str]
    words: dict[str, list[str]]


@dataclass
class ToolFile:
    """What a file held."""

    rows: list[ToolRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    blank: int = 0
    duplicates: int = 0


def _recognise(cells: Sequence[str]) -> int:
    return sum(_title(cell) in COLUMNS for cell in cells)


def _title(cell: str) -> str:
    return clean_text(cell).casefold().replace(" ", "_").replace("-", "_")


def read_tools(data: bytes, *, countries: set[str]) -> ToolFile:
    """Read a workbook or CSV whose titles are the columns above. Raises Refused when it is no such table.

    ``countries`` are the known ISO 3166-1 alpha-2 codes. A tool that comes twice is taken once.
    """
    table = read_table(data, recognise=_recognise)
    sheet = max(table.sheets, key=lambda one: max((_recognise(row.cells) for row in one.rows[:20]), default=0))
    head = max(sheet.rows[:20], key=lambda row: _recognise(row.cells), default=None)
    titles = [_title(cell) for cell in head.cells] if head else []
    missing = [name for name in REQUIRED if name not in titles]
    if head is None or missing:
        raise Refused(_("This file lacks the columns %(columns)s.") % {"columns": listed(missing)}, code="columns")
    file = ToolFile()
    seen: dict[str, int] = {}
    for row in sheet.rows:
        if row.number <= head.number:
            continue
        if row.is_blank:
            file.blank += 1
            continue
        values = {
            title: clean_text(cell)
            for title, cell in zip(titles, row.cells, strict=False)
            if title in COLUMNS + OPTIONAL
        }
        problems = list(_problems(values, row.number, countries))
        if problems:
            file.problems.extend(problems)
            continue
        one = _tool_row(values)
        if one.slug in seen:
            file.duplicates += 1
            continue
        seen[one.slug] = row.number
        file.rows.append(one)
    return file


def _keys(values: dict[str, str], name: str) -> list[str]:
    return [part.strip().casefold() for part in values.get(name, "").split(";") if part.strip()]


def _problems(values: dict[str, str], line: int, countries: set[str]) -> list[Problem]:
    found = [Problem(line, name, _("This cell is empty.")) for name in REQUIRED if not values.get(name)]
    if values.get("name") and not slug_of(values["name"]):
        found.append(Problem(line, "name", _("A name needs letters or digits.")))
    for name, vocabulary in (
        ("functions", ToolFunction),
        ("data_types", DataType),
        ("deployment", Deployment),
        ("licence_model", Licence),
        ("skill_level", SkillLevel),
        ("data_leaves", DataLeaves),
    ):
        found.extend(
            Problem(line, name, _("“%(word)s” is not in the vocabulary.") % {"word": key})
            for key in _keys(values, name)
            if key not in vocabulary.values
        )
    found.extend(
        Problem(line, name, _("Only one word is possible here."))
        for name in ("licence_model", "skill_level", "data_leaves")
        if len(_keys(values, name)) > 1
    )
    country = values.get("provider_country", "").upper()
    if country and country not in countries:
        found.append(Problem(line, "provider_country", _("“%(code)s” is no country code.") % {"code": country}))
    address = values.get("website", "")
    if address and not _is_web_address(address):
        found.append(Problem(line, "website", _("This is no web address.")))
    found.extend(
        Problem(line, name, _("This text is longer than %(limit)s characters.") % {"limit": digits(str(limit))})
        for name, limit in LENGTHS.items()
        if len(values.get(name, "")) > limit
    )
    return found


def _is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in address


def slug_of(name: str) -> str:
    """The tool's part of its address. Signs that tell two names apart (C and C++) are spelled out."""
    spelled = name.replace("+", " plus ").replace("&", " and ").replace("#", " sharp ")
    return slugify(spelled)[:80] or slugify(spelled, allow_unicode=True)[:80].encode("punycode").decode("ascii")[:80]


def data_leaves(deployments: list[str]) -> str:
    """A first answer from where the tool runs; an editor confirms it before the tool is published."""
    if "cloud" not in deployments:
        return DataLeaves.NO.value
    return DataLeaves.YES.value if deployments == ["cloud"] else DataLeaves.OPTIONAL.value


def _tool_row(values: dict[str, str]) -> ToolRow:
    deployments = _keys(values, "deployment")
    stated = _keys(values, "data_leaves")
    return ToolRow(
        slug=slug_of(values["name"]),
        columns={
            "name": values["name"],
            "provider": values.get("provider", ""),
            "provider_country_id": values.get("provider_country", "").upper() or None,
            "website": values.get("website", ""),
            "licence": _keys(values, "licence_model")[0],
            "skill_level": _keys(values, "skill_level")[0],
            "data_leaves": stated[0] if stated else data_leaves(deployments),
            "source": values.get("source", ""),
            "is_verified": values.get("verified", "").casefold() in YES,
        },
        texts={
            "summary": values.get("summary", ""),
            "cost_note": values.get("cost_note", ""),
            "integration_notes": values.get("integration_notes", ""),
            "oversight_note": values.get("human_oversight", ""),
        },
        words={
            "function": _keys(values, "functions"),
            "data": _keys(values, "data_types"),
            "deployment": deployments,
            "language": [part.strip() for part in values.get("languages", "").split(";") if part.strip()],
        },
    )
