"""Put a new version of the terms or of the data-protection policy in force."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.common.errors import Refused
from lms.common.languages import CODES
from lms.common.terminal import read_file
from lms.people.actions.agree import publish_agreement
from lms.people.models import AgreementKind


class Command(BaseCommand):
    """``publish_agreement terms 2.0 FOLDER``: the folder holds ``ar.md``, ``zh-hans.md``, ``en.md`` and so on."""

    help = "Publish a new version of an agreement; everybody is asked to accept it at her next page."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=AgreementKind.values)
        parser.add_argument("version", help="a short name of the version, such as 2.0")
        parser.add_argument("folder", help="where one Markdown file for each of the six languages lies")
        parser.add_argument("--at", help="in force from this moment (ISO 8601, UTC); without it: now")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(options["folder"])
        try:
            texts = {code: read_file(str(folder / f"{code}.md")).decode("utf-8-sig") for code in CODES}
            at = dt.datetime.fromisoformat(options["at"]) if options["at"] else None
        except UnicodeDecodeError as error:
            raise CommandError("The files must be UTF-8.", returncode=2) from error
        except ValueError as error:
            raise CommandError(f"--at: {options['at']} is no moment.", returncode=2) from error
        if at is not None and at.tzinfo is None:
            at = at.replace(tzinfo=dt.UTC)
        try:
            made = publish_agreement(kind=options["kind"], version=options["version"], texts=texts, actor=None, at=at)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{made.kind} {made.version} is in force from {made.published_at:%Y-%m-%d %H:%M} UTC.")
