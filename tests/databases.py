"""Migrated databases, and sites with a world in them, for tests that start programs of their own: made once, copied."""

from __future__ import annotations

import atexit
import fcntl
import functools
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from django.db.backends.signals import connection_created

ROOT = Path(__file__).resolve().parents[1]
# What of the caller's surroundings would make the programs of a test another site.
OURS = {
    "DATABASE_URL", "REDIS_URL", "BASE_URL", "ALLOWED_HOSTS", "SECRET_KEY", "DEBUG", "DEMO", "WEB_PROCESSES",
    "REQUIRE_MFA", "ASK_AGREEMENTS", "EMAIL_URL", "MEDIA_ROOT", "DJANGO_SETTINGS_MODULE", "PORT", "VAR_DIR",
}  # fmt: skip


def environment(folder: Path, **ours: str) -> dict[str, str]:
    """The environment of a site that lives in ``folder``."""
    return {**{k: v for k, v in os.environ.items() if k not in OURS}, "VAR_DIR": str(folder), **ours}


@functools.cache
def _templates() -> Path:
    """Where what is copied lies: a folder that several processes share, or one of our own."""
    if shared := os.environ.get("TEST_TEMPLATES"):
        Path(shared).mkdir(exist_ok=True)
        return Path(shared)
    folder = Path(tempfile.mkdtemp(prefix="lms-templates-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def made_once(name: str, make: Callable[[Path], None]) -> Path:
    """The folder that ``make`` filled for the first process that asked; the others wait for it."""
    folder, draft = _templates() / name, _templates() / f"{name}.draft"
    with (_templates() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
            make(draft)
            draft.rename(folder)
    return folder


def _migrate(folder: Path, **ours: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment(folder, **ours), check=True
    )


def migrated(folder: Path) -> None:
    """Put a migrated SQLite database into ``folder``, where ``VAR_DIR`` looks for it."""
    shutil.copy(made_once("migrated", _migrate) / "db.sqlite3", folder)


def begin_migrated() -> None:
    """Let the test database of this process begin as a copy of a migrated one: migrating then finds nothing to do."""
    if url := os.environ.get("DATABASE_URL"):
        settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = postgres_template(url)
        return
    template = made_once("migrated", _migrate) / "db.sqlite3"

    def fill(connection: Any, **kwargs: Any) -> None:
        connection_created.disconnect(fill)
        with closing(sqlite3.connect(template)) as source:
            source.backup(connection.connection)

    connection_created.connect(fill, weak=False)


def postgres_template(url: str) -> str:
    """The name of a migrated database beside the one of ``url``, to be copied and never used itself."""
    name = re.sub(r"\W", "_", f"migrated_{_templates().name}")

    def ask(statement: str) -> None:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(statement)

    def make(folder: Path) -> None:
        ask(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        if "TEST_TEMPLATES" not in os.environ:
            atexit.register(ask, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        _migrate(folder, DATABASE_URL=urlunsplit(urlsplit(url)._replace(path=f"/{name}")))

    made_once(name, make)
    return name
