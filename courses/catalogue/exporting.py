"""The catalogue as a file: the same columns that an import reads."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from courses.catalogue.importing import COLUMNS, OPTIONAL
from courses.catalogue.models import Tool
from lms.common.languages import localized
from lms.common.spreadsheets import write_csv, write_xlsx

FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def rows_of(tools: list[Tool]) -> Iterator[list[str]]:
    """One row per tool; texts in English, as the import reads them, or in the first language there is."""
    for tool in tools:
        yield [
            tool.name,
            tool.provider,
            tool.provider_country_id or "",
            tool.website,
            localized(tool.summary, "en").text,
            ";".join(tool.keys("function")),
            ";".join(tool.keys("data")),
            tool.licence,
            localized(tool.cost_note, "en").text,
            ";".join(tool.keys("deployment")),
            tool.skill_level,
            localized(tool.integration_notes, "en").text,
            localized(tool.oversight_note, "en").text,
            tool.source,
            "yes" if tool.is_verified else "no",
            tool.data_leaves,
            ";".join(tool.keys("language")),
        ]


def answer(form: str, tools: list[Tool], *, title: str) -> HttpResponseBase:
    """The file as a download. ``form`` is one of ``FORMS``."""
    headers = [*COLUMNS, *OPTIONAL]
    response: HttpResponseBase
    if form == "csv":
        response = StreamingHttpResponse(write_csv(headers, rows_of(tools)), content_type=FORMS[form])
    else:
        response = HttpResponse(write_xlsx(title, headers, rows_of(tools)), content_type=FORMS[form])
    response["Content-Disposition"] = f'attachment; filename="tools.{form}"'
    return response
