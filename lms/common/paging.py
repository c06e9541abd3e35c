"""Long lists in pages."""

from __future__ import annotations

from django.core.paginator import Page, Paginator
from django.db import models
from django.http import HttpRequest

# No list has more pages; a longer number is nobody's honest wish.
MAX_DIGITS = 7


def page_number(request: HttpRequest, *, name: str = "page") -> int:
    """The page that ``?page=`` asks for; the first for nonsense."""
    asked = request.GET.get(name, "1")
    return int(asked) or 1 if asked.isascii() and asked.isdigit() and len(asked) <= MAX_DIGITS else 1


def page_of[M: models.Model](
    request: HttpRequest, queryset: models.QuerySet[M], size: int = 50, *, name: str = "page"
) -> Page[M]:
    """The page of ``queryset`` that ``?page=`` asks for; the first for nonsense, the last for too much.

    ``name`` is the query parameter, for pages with two lists.
    """
    return Paginator(queryset, size).get_page(page_number(request, name=name))
