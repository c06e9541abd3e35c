"""Send the mails that are due, once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lms.notices.actions import send_due, send_outside


class Command(BaseCommand):
    help = "Send the mails that are due now. The clock does this every ten seconds; this is for doing it by hand."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, default=10_000, help="at most so many")

    def handle(self, *args: Any, limit: int, **options: Any) -> None:
        self.stdout.write(f"{send_due(limit) + send_outside(limit)} sent")
