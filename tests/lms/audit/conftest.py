"""Entries to seal, and a hand that reaches around the site into the database."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from lms.audit import triggers
from lms.audit.actions import record
from lms.audit.models import AuditEntry


@pytest.fixture
def many(participant, coordinator, training):
    """``many(20)``: writes so many entries, of all kinds."""

    def write(number: int) -> list[AuditEntry]:
        return [
            record(
                actor=[coordinator, None][n % 3 == 2],
                verb=["courses.invite", "courses.withdraw", "people.grant_role"][n % 3],
                target=training,
                about=[participant, None][n % 2],
                changes={"state": ["a", f"b{n}"], "share": [(2 * n + 1) / 16, None]},
                personal={"email": ["a@example.org", f"b{n}@example.org"]} if n % 2 == 0 else None,
            )
            for n in range(number)
        ]

    return write


class Intruder:
    """Somebody with all rights in the database and none of the site's keys."""

    def __init__(self) -> None:
        self.cursor = connection.cursor()
        for name in [*triggers.SQLITE, *triggers.SQLITE_CHAIN] if connection.vendor == "sqlite" else []:
            self.cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        if connection.vendor == "postgresql":
            # A superuser switches the triggers off for his session.
            self.cursor.execute("SET session_replication_role = replica")

    def run(self, statement: str, *values) -> int:
        self.cursor.execute(statement, [self.adapt(value) for value in values])
        return self.cursor.rowcount

    def adapt(self, value):
        return json.dumps(value) if isinstance(value, dict | list) else value

    def leave(self) -> None:
        if connection.vendor == "postgresql":
            self.cursor.execute("SET session_replication_role = DEFAULT")
            return
        for statement in [*triggers.SQLITE.values(), *triggers.SQLITE_CHAIN.values()]:
            name = statement.split()[2]
            if name not in triggers.SQLITE_DELETE:
                self.cursor.execute(statement)


@pytest.fixture
def intruder(db):
    """Triggers are off while he is there."""
    somebody = Intruder()
    yield somebody
    somebody.leave()
