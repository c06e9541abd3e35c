"""``manage.py build_fonts``: the faces of the certificates, made once into ``build/fonts``."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from certificates.pdf import faces
from lms.common.errors import Refused


class Command(BaseCommand):
    help = "Make the fonts of the certificates. What is there and intact is left alone."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.FONT_DIR, help="where to put them")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        def say(name: str) -> None:
            self.stdout.write(f"Making {name} ...")
            self.stdout.flush()

        try:
            made = faces.build(Path(folder), progress=say if options["verbosity"] else lambda name: None)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["verbosity"]:
            self.stdout.write(f"{len(made)} made, {len(faces.FACES) - len(made)} were there." if made else "All there.")
