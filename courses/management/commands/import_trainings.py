"""``import_trainings FILE [--dry-run] [--json]``: trainings from a list, one line each."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.actions.import_trainings import import_trainings
from lms.common.errors import Refused
from lms.common.terminal import ProgressBar, read_file


class Command(BaseCommand):
    help = "Makes the trainings of a list (columns slug, title, start, …); the same list again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="an Excel workbook (.xlsx) or CSV")
        parser.add_argument("--dry-run", action="store_true", help="only look, change nothing")
        parser.add_argument("--json", action="store_true", help="print figures and problems as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        data = read_file(options["file"])
        bar = ProgressBar(2)
        try:
            bar.step("Reading and checking")
            done = import_trainings(data=data, dry_run=options["dry_run"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        finally:
            bar.close()
        if options["json"]:
            self.stdout.write(json.dumps(done.as_json(), ensure_ascii=False))
            return
        verb = "Would make" if options["dry_run"] else "Made"
        self.stdout.write(f"{verb} {done.new} trainings, changed {done.updated}, unchanged {done.unchanged}.")
        for one in done.rejected:
            self.stdout.write(f"  row {one.row}, {one.field}: {one.reason}")
