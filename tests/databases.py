"""Migrated databases for tests that start programs of their own: made once, copied for each."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

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
def _template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="lms-migrated-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment(folder), check=True)
    return folder / "db.sqlite3"


def migrated(folder: Path) -> None:
    """Put a migrated SQLite database into ``folder``, where ``VAR_DIR`` looks for it."""
    shutil.copy(_template(), folder / "db.sqlite3")
