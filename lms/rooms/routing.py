"""Where sockets go. The whole site's ASGI application wraps these in its origin check."""

from __future__ import annotations

from django.urls import URLPattern

websocket_urlpatterns: list[URLPattern] = []
