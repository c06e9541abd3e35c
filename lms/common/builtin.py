"""Built-in rows (countries, vocabularies, the two-day course) are there right after ``migrate``.

They are loaded after migrating instead of inside a migration: a loader works with today's
models, may run any number of times, and brings the rows back after a test emptied the tables.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def after_migrate(app: AppConfig, load: Callable[[str], None]) -> None:
    """Call ``load(database_alias)`` whenever ``app`` was migrated. ``load`` must be safe to repeat and quick then."""

    def handler(sender: AppConfig, using: str, plan: Any = None, apps: Any = None, **kwargs: Any) -> None:
        # Going back to an earlier migration: the table may be gone.
        if any(backwards for _, backwards in plan or []):
            return
        load(using)

    post_migrate.connect(handler, sender=app, weak=False, dispatch_uid=f"{app.label}.{load.__module__}.{load.__name__}")
