"""Trainings by country."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lms.people.access import signed_in
from lms.people.models import Country
from lms.reports import access, export
from lms.reports.country import Figures, Report, report
from lms.reports.forms import GROUP_NAMES, ReportFilter
from lms.reports.worldmap import marks

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
}


@dataclass(frozen=True)
class Line:
    """One row of the table on the page; ``share`` is the bar's length in percent of the longest."""

    country: Country
    figures: Figures
    share: float


@require_safe
def countries(request: HttpRequest) -> HttpResponse:
    """The report as a page or a file, of the countries that the reader's grant covers."""
    person = signed_in(request)
    if not access.can_read_report(person):
        raise Http404
    asked = ReportFilter(request.GET, countries=access.readable_countries(person))
    found = report(asked.scope)
    wanted = request.GET.get("format", "")
    if wanted in FORMATS:
        return _file(found, wanted)
    lines = _lines(found)
    groups = [(GROUP_NAMES[name], people) for name, people in found.by_group.items()]
    most = max((people for _name, people in groups), default=1)
    return render(
        request,
        "reports/countries.html",
        {
            "report": found,
            "filter": asked,
            "lines": lines,
            "marks": marks(
                {line.country.pk: line.figures.participants for line in lines},
                {line.country.pk: line.country.name() for line in lines},
            ),
            "groups": [(name, people, 100 * people / most) for name, people in groups],
            "is_partial": access.readable_countries(person) is not None,
            "is_filtered": asked.is_valid() and any(asked.cleaned_data.values()),
            "query": request.GET.urlencode(),
        },
    )


def _lines(found: Report) -> list[Line]:
    names = Country.objects.in_bulk(list(found.by_country))
    most = max((figures.participants for figures in found.by_country.values()), default=1) or 1
    lines = [
        Line(names[code], figures, 100 * figures.participants / most) for code, figures in found.by_country.items()
    ]
    return sorted(lines, key=lambda line: (-line.figures.participants, line.country.name()))


def _file(found: Report, wanted: str) -> HttpResponse:
    content = export.as_json(found).encode() if wanted == "json" else export.as_table(found, wanted)
    response = HttpResponse(content, content_type=FORMATS[wanted])
    response["Content-Disposition"] = f'attachment; filename="countries.{wanted}"'
    return response
