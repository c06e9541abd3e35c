"""A backup back into an empty site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.common.backups.archive import has_our_key, restore, total
from lms.common.backups.errors import BackupError


class Command(BaseCommand):
    help = "Put the backup FILE back. The site must stand still and be empty: nobody in the database, no files."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            manifest = restore(file.absolute())
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Restored what was backed up at {manifest.made_at}: {sum(manifest.rows.values()):,} rows, "
            f"{len(manifest.media):,} files of {total(manifest.media.values()):,} bytes.\n"
            "Now run manage.py migrate, then erase again whoever was erased after that time."
        )
        if not has_our_key(manifest):
            self.stderr.write(
                "This site has another SECRET_KEY than the one the backup was made with: second factors and sealed "
                "values stay closed until that key is set (SECRET_KEY or SECRET_KEY_FALLBACKS)."
            )
        if manifest.missing:
            self.stderr.write(f"{len(manifest.missing)} files were already missing when the backup was made.")
