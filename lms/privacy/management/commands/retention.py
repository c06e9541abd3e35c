"""Delete or empty what is over its time; ``--dry-run`` only tells."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from lms.privacy.actions.retain import run_retention
from lms.privacy.models import RetentionRun
from lms.privacy.retention import due_table


class Command(BaseCommand):
    help = "Delete or empty rows about people that are over their time (the clock does it once a day)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only tell what is due; nothing is changed")

    def handle(self, *args: Any, **options: Any) -> None:
        width = max(len(due.holding.model) for due in due_table())
        self.stdout.write(f"{'what':<{width}}  {'kept':>10}  {'rows due':>8}  oldest")
        for due in due_table():
            kept = f"{due.holding.keep_days} days"
            oldest = due.oldest.isoformat() if due.oldest else "-"
            self.stdout.write(f"{due.holding.model:<{width}}  {kept:>10}  {due.rows:>8}  {oldest}")
        if options["dry_run"]:
            self.stdout.write("Nothing was changed.")
            return
        run: RetentionRun = run_retention(actor=None)
        self.stdout.write(f"Done: {sum(run.counts.values())} rows.")
