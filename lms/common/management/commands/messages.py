"""Draw the texts of the interface from the code into the catalogues."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lms.common import catalogues

SHOWN = 40


class Command(BaseCommand):
    help = "Update the five catalogues from the code, keeping translations; or check that they are complete."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if something is missing")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        template = catalogues.extracted()
        if not check:
            for locale in catalogues.LOCALES:
                catalogues.write(locale, catalogues.merged(locale, template, catalogues.read(locale)))
        total = 0
        for locale in catalogues.LOCALES:
            problems = catalogues.problems(locale, template)
            total += len(problems)
            self.stdout.write(f"{locale}: {len(template)} texts, {len(problems)} to do")
            if check:
                for line in problems[:SHOWN]:
                    self.stderr.write(line)
        if check and total:
            sys.exit(1)
