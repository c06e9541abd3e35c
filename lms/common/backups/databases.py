"""One moment of the database as a file, and a database from such a file. SQLite and PostgreSQL.

SQLite's copy is made by ``VACUUM INTO``, PostgreSQL's by ``pg_dump`` on an exported snapshot: both see one
moment while others go on writing, and neither carries what was deleted.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from lms.common.backups.errors import BackupError

_COPY = re.compile(rb'^COPY (?:public|"public")\.("(?:[^"]|"")+"|\w+) ')


def count(table: str) -> str:
    """The statement that counts a table's rows."""
    return f'SELECT COUNT(*) FROM "{table}"'  # noqa: S608  (names come from the database itself)


class Database(ABC):
    """How one kind of database is copied, looked through and filled."""

    engine: str
    file_name: str

    @abstractmethod
    def copy(self, target: Path) -> dict[str, int]:
        """Write one moment of the database to ``target``; table → rows at that moment."""

    @abstractmethod
    def rows_in(self, copy: Path) -> dict[str, int]:
        """Table → rows of a copy, which is read to its end. Raises BackupError if it is damaged."""

    @abstractmethod
    def fill(self, copy: Path) -> None:
        """Make the database what the copy is; what was there before is gone."""

    def rows(self) -> dict[str, int]:
        """Table → rows of the database as it is."""
        tables = [
            one for one in connection.introspection.table_names(include_views=False) if not one.startswith("sqlite_")
        ]
        with connection.cursor() as cursor:
            found = {}
            for table in sorted(tables):
                cursor.execute(count(table))
                found[table] = int(cursor.fetchone()[0])
        return found


class SQLite(Database):
    """A file beside the site."""

    engine = "sqlite"
    file_name = "database.sqlite3"

    def copy(self, target: Path) -> dict[str, int]:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(target)])
        return self.rows_in(target)

    def rows_in(self, copy: Path) -> dict[str, int]:
        try:
            with closing(sqlite3.connect(f"{copy.as_uri()}?mode=ro", uri=True)) as database:
                if (answer := database.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
                    raise BackupError(f"The copy of the database is damaged: {answer}")
                if database.execute("PRAGMA foreign_key_check").fetchone():
                    raise BackupError("The copy of the database is damaged: a row points to one that is not there.")
                names = database.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
                )
                return {name: database.execute(count(name)).fetchone()[0] for (name,) in sorted(names.fetchall())}
        except sqlite3.DatabaseError as error:
            raise BackupError(f"The copy of the database is damaged: {error}") from error

    def fill(self, copy: Path) -> None:
        connection.close()
        target = str(connection.settings_dict["NAME"])
        with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(target)) as database:
            source.backup(database)
            database.execute("PRAGMA journal_mode=WAL")


class PostgreSQL(Database):
    """A server; its own programs write and read the copy."""

    engine = "postgresql"
    file_name = "database.pgdump"

    def copy(self, target: Path) -> dict[str, int]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            moment = cursor.fetchone()[0]
            self._run(
                "pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--schema=public",
                f"--snapshot={moment}", f"--file={target}",
            )  # fmt: skip
            return self.rows()

    def rows_in(self, copy: Path) -> dict[str, int]:
        program = self._program("pg_restore")
        found: dict[str, int] = {}
        table = ""
        command = [program, "--data-only", "--file=-", str(copy)]
        with (
            tempfile.TemporaryFile() as errors,
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors) as process,  # noqa: S603  (no shell)
        ):
            for line in process.stdout or ():
                if table:
                    if line == b"\\.\n":
                        table = ""
                    else:
                        found[table] += 1
                elif match := _COPY.match(line):
                    table = match[1].decode().strip('"').replace('""', '"')
                    found[table] = 0
            process.wait()
            errors.seek(0)
            told = errors.read().decode(errors="replace").strip()
        if process.returncode or table:
            raise BackupError(f"The copy of the database is damaged: {told.splitlines()[-1] if told else 'cut short'}")
        return dict(sorted(found.items()))

    def fill(self, copy: Path) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        connection.close()
        self._run(
            "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
            # The schema is there already: we have just made it.
            "--schema=public", f"--dbname={connection.settings_dict['NAME']}", str(copy),
        )  # fmt: skip

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(  # noqa: S603  (no shell)
            [self._program(program), *arguments], env=self._environment(), capture_output=True, text=True, check=False
        )
        if done.returncode:
            told = done.stderr.strip().splitlines()
            raise BackupError(f"{program}: {told[-1] if told else 'failed'}")

    @staticmethod
    def _program(name: str) -> str:
        # Debian keeps the server's own version out of the path.
        places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name), reverse=True)
        path = os.pathsep.join([*map(str, places), os.environ.get("PATH", "")])
        found = shutil.which(name, path=path)
        if not found:
            raise BackupError(f"{name} is not installed (Debian: postgresql-client).")
        return found

    @staticmethod
    def _environment() -> Mapping[str, str]:
        ours: dict[str, Any] = connection.settings_dict
        given = {"PGHOST": ours["HOST"], "PGPORT": ours["PORT"], "PGUSER": ours["USER"], "PGPASSWORD": ours["PASSWORD"]}
        return {**os.environ, "PGDATABASE": ours["NAME"], **{k: str(v) for k, v in given.items() if v}}


def of_this_site() -> Database:
    """The kind of database this site runs on."""
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()
