"""The background worker: runs the tasks that pages have put into the queue."""

from __future__ import annotations

from typing import Any

from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker

from lms.common.processes import end_with_parent


class Command(DatabaseWorker):
    """django-tasks-db's worker, which ends with the process that started it."""

    help = "Run background tasks from the queue."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        end_with_parent()
        super().handle(*args, **options)

    def configure_logging(self, verbosity: int) -> None:
        """As for every other process: by the settings."""
