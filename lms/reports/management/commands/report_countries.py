"""Figures by country on the command line."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.reports import export
from lms.reports.actions.refresh_facts import refresh_facts
from lms.reports.country import Scope, report


class Command(BaseCommand):
    help = "Prints trainings, countries and participants, with the figures of each country."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from", dest="start", type=dt.date.fromisoformat, metavar="DATE", help="ended on or after"
        )
        parser.add_argument("--to", dest="end", type=dt.date.fromisoformat, metavar="DATE", help="ended on or before")
        parser.add_argument("--format", choices=["json", "csv", "xlsx"], default="json")
        parser.add_argument("-o", dest="output", type=Path, metavar="FILE", help="write to FILE instead of the screen")

    def handle(self, *args: Any, **options: Any) -> None:
        start, end, output = options["start"], options["end"], options["output"]
        if start and end and start > end:
            raise CommandError("--from lies after --to.", returncode=2)
        refresh_facts()
        found = report(Scope(start=start, end=end))
        if options["format"] == "json":
            content = (export.as_json(found) + "\n").encode()
        else:
            content = export.as_table(found, options["format"])
        if output is None:
            sys.stdout.buffer.write(content)
            return
        try:
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
