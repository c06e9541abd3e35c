"""The whole site into one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.common.backups.archive import back_up, total
from lms.common.backups.errors import BackupError


class Command(BaseCommand):
    help = "Write database and files to FILE while the site runs, and read them again. FILE must not exist."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="for example /srv/backups/2026-11-23.tar.gz")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            manifest = back_up(file.absolute())
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{file}: {sum(manifest.rows.values()):,} rows in {len(manifest.rows)} tables, "
            f"{len(manifest.media):,} files of {total(manifest.media.values()):,} bytes; read again and sound.\n"
            "SECRET_KEY is not in it: keep the key elsewhere. The file holds people's data: keep it encrypted."
        )
        if manifest.missing:
            self.stderr.write(
                f"{len(manifest.missing)} files that rows name were not in the media folder, for example "
                f"{manifest.missing[0]}."
            )
