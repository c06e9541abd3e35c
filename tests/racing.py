"""Many at the same moment, each in a thread and on a connection of its own, on either database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Barrier
from typing import Any

from django.db import connection, connections

from lms.common.errors import Refused


@contextmanager
def _database_for_threads(folder: Path) -> Iterator[None]:
    """Let threads meet in a real database file, as they do in production.

    The tests' own SQLite lives in memory, where connections lock each other out at once instead of queueing.
    It is copied to a file for the race and taken back afterwards; on PostgreSQL there is nothing to do.
    """
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    file, name = folder / "race.sqlite3", connection.settings_dict["NAME"]
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)
    connection.settings_dict["NAME"] = str(file)
    try:
        yield
    finally:
        connection.settings_dict["NAME"] = name
        with closing(sqlite3.connect(file)) as copy:
            copy.backup(connection.connection)
        file.unlink()


def at_once(folder: Path, *actions: Callable[[], Any]) -> list[Any]:
    """What each action gave, or its refusal's code, in their order; another error of one of them is raised."""
    start = Barrier(len(actions))

    def run(action: Callable[[], Any]) -> Any:
        try:
            start.wait(30)
            return action()
        except Refused as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with _database_for_threads(folder), ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))
