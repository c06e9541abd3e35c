"""``import_roster TRAINING FILE [--apply] [--overwrite] [--json]``: the people of a training, from a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from courses.actions.apply_roster import apply_roster
from courses.actions.check_roster import check_roster
from courses.models import Training
from courses.roster.columns import FIELDS, missing
from courses.roster.summary import Counts, counts_of
from lms.common.errors import Refused
from lms.common.terminal import ProgressBar, read_file


class Command(BaseCommand):
    help = "Checks a list of people for a training (XLSX or CSV); with --apply brings it in. Sends no mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("training", help="the training's slug")
        parser.add_argument("file", help="an Excel workbook (.xlsx) or CSV")
        parser.add_argument("--apply", action="store_true", help="bring the people in; without it nothing changes")
        parser.add_argument("--overwrite", action="store_true", help="also change what differs for people known before")
        parser.add_argument("--json", action="store_true", help="print figures and problems as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        data = read_file(options["file"])
        training = Training.objects.filter(slug=options["training"]).first()
        if training is None:
            raise CommandError(f"There is no training “{options['training']}”.", returncode=2)
        bar = ProgressBar(3)
        try:
            bar.step("Reading and checking")
            # A look leaves nothing behind; with --apply all of it is one change.
            with transaction.atomic():
                roster = check_roster(training=training, data=data, file_name=Path(options["file"]).name)
                lacking = missing(roster.columns)
                if lacking:
                    names = ", ".join(str(FIELDS[name]) for name in lacking)
                    raise CommandError(f"No column was recognised for: {names}. Nothing was changed.")
                if options["apply"]:
                    bar.step("Bringing in")
                    counts = apply_roster(roster=roster, overwrite=options["overwrite"])
                else:
                    counts = counts_of(roster)
                    transaction.set_rollback(True)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        finally:
            bar.close()
        if options["json"]:
            self.stdout.write(json.dumps(counts.as_json(), ensure_ascii=False))
        else:
            self._tell(counts, training, applied=options["apply"])

    def _tell(self, counts: Counts, training: Training, *, applied: bool) -> None:
        verb = "Brought in" if applied else "Would bring in"
        self.stdout.write(
            f"{training.title}: {verb} {counts.coming} people "
            f"({counts.new} new, {counts.existing} known before; {counts.waiting} on the waiting list)."
        )
        self.stdout.write(
            f"Updated {counts.updated}, already in {counts.unchanged}, twice in the file {counts.duplicates}, "
            f"empty rows {counts.blank}, no longer in the file {counts.missing}."
        )
        for one in counts.rejected:
            self.stdout.write(f"  row {one.row}, {one.field}: {one.reason}")
        if not applied:
            self.stdout.write("Nothing was changed. Add --apply to bring them in.")
