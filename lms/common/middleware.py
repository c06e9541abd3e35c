"""Middleware of our own: what leaves the site says as little as it can."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

from lms.common.limits import body_limit
from lms.common.views import too_large


class RequestGuardMiddleware:
    """Turns away what no browser of ours sends, before anything reads it.

    A NUL in an address is a 500 on PostgreSQL wherever it reaches a query; a body over the limit is
    refused by its announced length (the ASGI guard also counts what arrives without one).
    """

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or "\x00" in query or "\x00" in request.path_info:
            return HttpResponseBadRequest(content_type="text/plain")
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit():
            return HttpResponseBadRequest(content_type="text/plain")
        if int(length) > body_limit(request.path_info):
            return too_large(request)
        return self.get_response(request)


class PrivacyHeadersMiddleware:
    """Members' pages are never stored, and no page grants its embedder anything."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=(), payment=()")
        # A page that read the session belongs to a person: no cache, shared or private, may keep it.
        if response.has_header("Vary") and "cookie" in response["Vary"].lower():
            response["Cache-Control"] = "no-store, private"
        return response
