"""What the search of the catalogue reads: every text of a tool, folded."""

from __future__ import annotations

from courses.catalogue.models import Tool
from courses.catalogue.models.tool import SEARCHED, texts
from lms.common.languages import texts_of
from lms.common.texts import fold


def search_text(tool: Tool) -> str:
    """Name, provider and the searched texts in all languages, as ``fold`` makes a query."""
    parts = [tool.name, tool.provider]
    for value in texts(tool, SEARCHED).values():
        parts.extend(texts_of(value).values())
    return " ".join(fold(part) for part in parts if part)
