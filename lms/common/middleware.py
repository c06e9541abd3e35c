"""Middleware of our own: what leaves the site says as little as it can."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


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
