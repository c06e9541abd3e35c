"""The page for whose lists are closed for a while."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lms.audit.harvesting import SlowedDown


class SlowDownMiddleware:
    """Answers ``SlowedDown`` with 429, the words for it and how long to wait."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, SlowedDown):
            return None
        minutes = -(-exception.seconds // 60)
        response = render(request, "errors/lists_closed.html", {"minutes": minutes, "status": 429}, status=429)
        response["Retry-After"] = str(exception.seconds)
        return response
