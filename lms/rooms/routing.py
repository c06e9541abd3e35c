"""Where sockets go. The whole site's ASGI application wraps these in its origin check."""

from __future__ import annotations

from django.urls import URLPattern, path

from lms.rooms.consumer import RoomConsumer

websocket_urlpatterns: list[URLPattern] = [path("ws/rooms/<int:room_id>/", RoomConsumer.as_asgi())]
