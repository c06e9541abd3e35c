"""Tell the hubs that a room has news. Only a hint: every hub looks into the database each second anyway.

The hub of this process is told directly. With ``REDIS_URL`` the hubs of other processes are told
through Redis; when Redis is gone, nothing is lost and nobody waits: it is left alone for a while.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Callable

import redis
from django.conf import settings

logger = logging.getLogger(__name__)

CHANNEL = "lms.rooms.wake"
REST = 10.0
"""Seconds during which a failing Redis is not asked again."""
SOURCE = f"{os.getpid()}-{time.monotonic_ns()}"

_listeners: list[Callable[[int, int], None]] = []
_lock = threading.Lock()
_client: redis.Redis | None = None
_not_before = 0.0


def listen(listener: Callable[[int, int], None]) -> None:
    """Have ``listener(room id, newest number)`` called after each commit in this process, from any thread."""
    if listener not in _listeners:
        _listeners.append(listener)


def announce(room_id: int, number: int) -> None:
    """The room has an event ``number``. Called after the commit; never raises."""
    for listener in _listeners:
        listener(room_id, number)
    if settings.REDIS_URL:
        _publish(json.dumps([SOURCE, room_id, number]))


def _publish(text: str) -> None:
    global _client, _not_before
    if time.monotonic() < _not_before:
        return
    try:
        with _lock:
            if _client is None:
                _client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.3, socket_connect_timeout=0.3)
        _client.publish(CHANNEL, text)
    except (redis.RedisError, OSError) as error:
        _not_before = time.monotonic() + REST
        logger.warning("rooms: Redis does not answer (%s); hubs look into the database", type(error).__name__)


def parse(data: bytes | str) -> tuple[str, int, int]:
    """What ``announce`` published: source, room id, newest number."""
    source, room_id, number = json.loads(data)
    return str(source), int(room_id), int(number)
