"""Tools side by side: one row per property, with the mark where they differ."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from courses.catalogue.models import Tool
from lms.common.languages import localized
from lms.common.numbers import listed

AT_MOST = 4


@dataclass(frozen=True)
class Cell:
    """One property of one tool: a plain text of the page, or an authored one in its own language."""

    text: str
    language: str = ""
    direction: str = ""
    needs_check: bool = False


@dataclass(frozen=True)
class Line:
    label: str | Promise
    name: str
    cells: list[Cell]

    @property
    def differs(self) -> bool:
        return len({cell.text for cell in self.cells}) > 1


def _authored(value: object, *, needs_check: bool = False) -> Cell:
    shown = localized(value)
    return Cell(shown.text, shown.language, shown.direction, needs_check)


def compare(tools: list[Tool]) -> list[Line]:
    """The rows of the comparison; a property that no tool has is left out."""
    lines = [
        Line(_("What it does"), "functions", [Cell(listed(tool.functions)) for tool in tools]),
        Line(_("What it works on"), "data", [Cell(listed(tool.data_types)) for tool in tools]),
        Line(_("Licence"), "licence", [Cell(tool.get_licence_display()) for tool in tools]),
        Line(_("Cost"), "cost", [_authored(tool.cost_note) for tool in tools]),
        Line(_("Where it runs"), "deployment", [Cell(listed(tool.deployments)) for tool in tools]),
        Line(_("Data leaves the agency"), "leaves", [Cell(tool.get_data_leaves_display()) for tool in tools]),
        Line(_("Languages"), "languages", [Cell(listed(tool.languages)) for tool in tools]),
        Line(_("Hardware"), "hardware", [_authored(tool.hardware_needs) for tool in tools]),
        Line(_("Level"), "level", [Cell(tool.get_skill_level_display()) for tool in tools]),
        Line(
            _("Human oversight"),
            "oversight",
            [_authored(tool.oversight_note, needs_check=tool.needs_human_check) for tool in tools],
        ),
        Line(_("How it fits in"), "integration", [_authored(tool.integration_notes) for tool in tools]),
        Line(_("Access"), "access", [_authored(tool.access_conditions) for tool in tools]),
    ]
    return [line for line in lines if any(cell.text for cell in line.cells)]
