"""Bring tools in from a file: always for review, never straight to members."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction

from courses.catalogue.importing import Problem, ToolRow, read_tools
from courses.catalogue.models import Tool, ToolTag
from courses.catalogue.models.tool import as_words
from courses.catalogue.search import search_text
from lms.audit.actions import record
from lms.common.languages import texts_of
from lms.people.models import Country, Person


@dataclass
class ImportCounts:
    """What an import did. ``existing`` = published tools that differ from the file and were left alone."""

    new: int = 0
    existing: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    blank: int = 0
    rejected: list[Problem] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        plain = {name: value for name, value in vars(self).items() if name != "rejected"}
        return plain | {"rejected": [problem.as_json() for problem in self.rejected]}


def import_tools(*, data: bytes, actor: Person | None = None, dry_run: bool = False) -> ImportCounts:
    """Insert new tools "in review", renew those not published yet; the same file again changes nothing.

    Texts of the file are English; translations that editors added stay. A published tool is never
    changed by a file. Raises Refused when the file is no table of tools.
    """
    file = read_tools(data, countries=set(Country.objects.values_list("pk", flat=True)))
    counts = ImportCounts(duplicates=file.duplicates, blank=file.blank, rejected=file.problems)
    with transaction.atomic():
        known = {
            tool.slug: tool
            for tool in Tool.objects.select_for_update()
            .filter(slug__in=[row.slug for row in file.rows])
            .prefetch_related("tags")
        }
        fresh: list[tuple[Tool, ToolRow]] = []
        for row in file.rows:
            tool = known.get(row.slug)
            if tool is None:
                tool = _filled(Tool(slug=row.slug, status=Tool.Status.IN_REVIEW), row)
                fresh.append((tool, row))
                counts.new += 1
            elif not _differs(tool, row):
                counts.unchanged += 1
            elif tool.status in {Tool.Status.PUBLISHED, Tool.Status.ARCHIVED}:
                counts.existing += 1
            else:
                counts.updated += 1
                if not dry_run:
                    _renew(tool, row, actor)
        if fresh and not dry_run:
            Tool.objects.bulk_create([tool for tool, _ in fresh])
            ToolTag.objects.bulk_create([tag for tool, row in fresh for tag in ToolTag.of(tool, row.words)])
            for tool, _ in fresh:
                record(actor=actor, verb="catalogue.import_tools", target=tool)
    return counts


def _filled(tool: Tool, row: ToolRow) -> Tool:
    for name, value in row.columns.items():
        setattr(tool, name, value)
    for name, text in row.texts.items():
        merged = texts_of(getattr(tool, name)) | {"en": text}
        setattr(tool, name, {code: words for code, words in merged.items() if words})
    tool.search_text = search_text(tool)
    return tool


def _differs(tool: Tool, row: ToolRow) -> bool:
    return (
        any(getattr(tool, name) != value for name, value in row.columns.items())
        or any(texts_of(getattr(tool, name)).get("en", "") != text for name, text in row.texts.items())
        or as_words(tool) != {kind: set(keys) for kind, keys in row.words.items() if keys}
    )


def _renew(tool: Tool, row: ToolRow, actor: Person | None) -> None:
    before = {name: getattr(tool, name) for name in row.columns}
    _filled(tool, row).save()
    tool.tags.all().delete()
    ToolTag.objects.bulk_create(ToolTag.of(tool, row.words))
    changes = {name: [before[name], value] for name, value in row.columns.items() if before[name] != value}
    record(actor=actor, verb="catalogue.import_tools", target=tool, changes=changes)
