"""The report as a table: the same rows on screen, in CSV and in XLSX."""

from __future__ import annotations

import json

from django.utils.translation import gettext as _

from lms.common.spreadsheets import write_csv, write_xlsx
from lms.people.models import Country
from lms.reports.country import Figures, Gain, Report
from lms.reports.masking import Masked

type Cell = str | int | float | None


def header() -> list[str]:
    """Column titles in the current language."""
    return [
        _("Country"),
        _("ISO code"),
        _("Trainings"),
        _("Participants"),
        _("Enrolments"),
        _("Completed, %"),
        _("Attendance, %"),
        _("Before, %"),
        _("After, %"),
        _("Gain, points"),
        _("Usefulness, of 5"),
        _("Certificates"),
    ]


def rows(report: Report) -> list[list[Cell]]:
    """One row a country, most participants first, then the sum over all."""
    names = Country.objects.in_bulk(list(report.by_country))
    ordered = sorted(report.by_country.items(), key=lambda item: (-item[1].participants, names[item[0]].name()))
    table = [[names[code].name(), code, *_cells(figures)] for code, figures in ordered]
    table.append([_("All countries"), "", *_cells(report.total)])
    return table


def masked_word(why: Masked) -> str:
    """Why a figure is hidden, in the reader's language."""
    return _("under 5") if why is Masked.SMALL else _("withheld")


def _cells(figures: Figures) -> list[Cell]:
    values = figures.as_dict()
    hidden = masked_word(figures.gain) if isinstance(figures.gain, Masked) else None
    shown = isinstance(figures.gain, Gain)
    return [
        figures.trainings,
        figures.participants,
        figures.enrolments,
        values["completion"],
        values["attendance"],
        values["before"] if shown else hidden,
        values["after"] if shown else hidden,
        values["gain"] if shown else hidden,
        masked_word(figures.satisfaction) if isinstance(figures.satisfaction, Masked) else values["satisfaction"],
        figures.certificates,
    ]


def as_json(report: Report) -> str:
    """The report as ``report_countries`` prints it."""
    return json.dumps(report.as_dict(), ensure_ascii=False, indent=1)


def as_table(report: Report, format: str) -> bytes:
    """The table as a CSV or XLSX file, in the current language."""
    if format == "xlsx":
        return write_xlsx(_("Countries"), header(), rows(report))
    return b"".join(write_csv(header(), rows(report)))
