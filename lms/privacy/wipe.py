"""What the database has written beside its tables, cleaned after an erasure."""

from __future__ import annotations

import datetime as dt

from django.apps import apps
from django.db import connection, transaction

from lms.privacy.models import FilesToWipe

AGAIN = dt.timedelta(minutes=1)


def wipe_database() -> bool:
    """Leave nothing of deleted values in the database's files; False if a reader is in the way just now.

    SQLite overwrites what is deleted (``secure_delete``), but its write-ahead log holds the older pages until it is
    emptied. PostgreSQL keeps dead rows until it vacuums; a dump never has them. What then lies in the free space of
    its pages only VACUUM FULL takes away, which locks (``docs/operations.md``). Must not run in a transaction.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            row = cursor.fetchone()
            return row is not None and row[0] == 0
        names = (model._meta.db_table for model in apps.get_models(include_auto_created=True))
        for name in sorted(set(names)):
            cursor.execute(f"VACUUM {connection.ops.quote_name(name)}")
    return True


def wipe_due() -> int:
    """Clean up after the erasures that wait for it; return how many are dealt with."""
    rows = FilesToWipe.objects.claim(100)
    if not rows:
        return 0
    if not wipe_database():
        for row in rows:
            row.retry("The database is being read.", after=AGAIN)
        return 0
    with transaction.atomic():
        done = sum(row.finish() for row in rows)
        FilesToWipe.objects.exclude(done_at=None).delete()
    return done
