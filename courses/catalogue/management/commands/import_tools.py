"""``import_tools FILE [--json] [--dry-run]``: tools for the catalogue, from a file."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.catalogue.actions.import_tools import import_tools
from lms.common.errors import Refused
from lms.common.terminal import read_file


class Command(BaseCommand):
    help = "Brings tools in from an Excel workbook or CSV, for review. Safe to repeat; publishes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="an Excel workbook (.xlsx) or CSV")
        parser.add_argument("--dry-run", action="store_true", help="look only; nothing changes")
        parser.add_argument("--json", action="store_true", help="print figures and problems as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        data = read_file(options["file"])
        try:
            counts = import_tools(data=data, dry_run=options["dry_run"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(counts.as_json(), ensure_ascii=False))
            return
        verb = "Would bring in" if options["dry_run"] else "Brought in"
        self.stdout.write(
            f"{verb} {counts.new} new tools for review; updated {counts.updated}, unchanged {counts.unchanged}, "
            f"published and left alone {counts.existing}, twice in the file {counts.duplicates}, "
            f"empty rows {counts.blank}, rejected {len({problem.row for problem in counts.rejected})}."
        )
        for problem in counts.rejected:
            self.stdout.write(f"  row {problem.row}, {problem.field}: {problem.reason}")
