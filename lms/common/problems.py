"""Pages that say no, each with what happened, what was kept and what one can do."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request does not fit the page it was sent to."""
    return _say(request, 400)


@login_not_required
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """She may know of the page, but not do this."""
    return _say(request, 403)


@login_not_required
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such page, or none that she may know of: the same words for both."""
    return _say(request, 404)


@login_not_required
def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same step was tried too often; also the page of allauth's limits."""
    return _say(request, 429)


def _say(request: HttpRequest, status: int, **words: Any) -> HttpResponse:
    return render(request, f"errors/{status}.html", words, status=status)
