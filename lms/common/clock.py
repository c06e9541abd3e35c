"""What is due is swept up regularly: a registry of sweeps, run by ``manage.py clock``.

A sweep is a function without arguments that finds what is due in the database and does it.
It must be safe to run twice at once, since two clocks may run.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import Error as DatabaseError
from django.db import close_old_connections
from django.utils.module_loading import autodiscover_modules

logger = logging.getLogger(__name__)


@dataclass
class Sweep:
    """One registered sweep and when it last ran in this process."""

    name: str
    every: dt.timedelta
    run: Callable[[], object]
    last: float = float("-inf")


_sweeps: dict[str, Sweep] = {}


def sweep[F: Callable[[], object]](name: str, *, seconds: float = 10) -> Callable[[F], F]:
    """Register the decorated function to be run every ``seconds`` by the clock."""

    def register(function: F) -> F:
        _sweeps[name] = Sweep(name, dt.timedelta(seconds=seconds), function)
        return function

    return register


def registered() -> list[Sweep]:
    """All sweeps, by name: those of every app's ``sweeps`` module.

    They are looked for when the clock asks and not when Django starts: what they do loads libraries (PDF,
    calendars) that most processes never need.
    """
    autodiscover_modules("sweeps")
    return [_sweeps[name] for name in sorted(_sweeps)]


def tick() -> list[str]:
    """Run every sweep whose time has come; return their names. A failing one does not stop the rest."""
    ran = []
    for one in registered():
        now = time.monotonic()
        if now - one.last < one.every.total_seconds():
            continue
        one.last = now
        close_old_connections()
        try:
            one.run()
        except (DatabaseError, OSError) as error:
            # The environment's trouble (database gone, disk full): the next tick tries again.
            logger.warning("sweep %s: %s", one.name, type(error).__name__)
        except Exception:
            # A bug in one sweep must not stop reminders and certificates of all others.
            logger.exception("sweep %s failed", one.name)
        ran.append(one.name)
    return ran
