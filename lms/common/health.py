"""Whether the site can do its work just now."""

from __future__ import annotations

import datetime as dt
import logging
import shutil
import time
from collections.abc import Callable

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from lms.common.work import WorkRow

logger = logging.getLogger(__name__)
FREE_BYTES = 200 * 1024 * 1024
# Work that waits longer than this was forgotten: no clock or worker runs.
LATE = dt.timedelta(minutes=10)
# Probes ask every few seconds from several places; one look in this time is enough.
KEEP_SECONDS = 2.0


def database() -> bool:
    """It answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return tuple(cursor.fetchone()) == (1,)


def layer() -> bool:
    """Redis answers, where it is used."""
    if not settings.REDIS_URL:
        return True
    client = import_string("redis.Redis").from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)
    with client:
        return bool(client.ping())


def queue() -> bool:
    """Nothing that is due has been lying about."""
    before = timezone.now() - LATE
    kinds = [model for model in apps.get_models() if issubclass(model, WorkRow)]
    if any(model._default_manager.all().due().filter(due_at__lt=before).exists() for model in kinds):
        return False
    tasks = apps.get_model("django_tasks_database", "DBTaskResult")
    waiting = tasks._default_manager.all().ready()
    # A task without a time of its own has one in the far future there.
    late = Q(run_after__lt=before) | Q(run_after__gt=timezone.now(), enqueued_at__lt=before)
    return not waiting.filter(late).exists()


def disk() -> bool:
    """There is room for files and for the database."""
    folder = settings.MEDIA_ROOT
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free > FREE_BYTES


PARTS: dict[str, Callable[[], bool]] = {"database": database, "layer": layer, "queue": queue, "disk": disk}
_last: tuple[float, dict[str, bool]] = (float("-inf"), {})


def look() -> dict[str, bool]:
    """Each part and whether it is well. What fails is in the log; a stranger is told nothing."""
    global _last
    now = time.monotonic()
    if now - _last[0] < KEEP_SECONDS:
        return _last[1]
    found = {}
    for name, part in PARTS.items():
        try:
            found[name] = part()
        except Exception as error:  # noqa: BLE001  (whatever is wrong with a part, the answer is: not ready)
            logger.warning("health: %s: %s", name, type(error).__name__)
            found[name] = False
    _last = (now, found)
    return found
