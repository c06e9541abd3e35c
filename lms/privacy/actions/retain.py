"""Take away what is over its time, in small steps."""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.audit.actions import record
from lms.common.personal import Holding
from lms.people.models import Person
from lms.privacy.models import FilesToWipe, RetentionRun
from lms.privacy.registry import ACCOUNT, model_of, purges
from lms.privacy.retention import due_table, timed

BATCH = 200
# Per kind and round: what is left over goes tomorrow, and nobody waits for the database meanwhile.
MOST = 20_000


def run_retention(*, actor: Person | None, trial: bool = False, now: dt.datetime | None = None) -> RetentionRun:
    """One round over every holding with a time; ``trial`` only counts. Round and counts are kept and recorded."""
    return _run(RetentionRun.objects.create(is_trial=trial), actor, now or timezone.now())


def run_daily() -> RetentionRun | None:
    """The clock's round: once a day, whoever comes first. The very first only counts, to be looked at before."""
    today = timezone.now().date()
    if RetentionRun.objects.filter(day=today).exists():
        return None
    is_first = not RetentionRun.objects.exclude(day=None).exists()
    try:
        with transaction.atomic():
            run = RetentionRun.objects.create(day=today, is_trial=is_first)
    except IntegrityError:
        return None
    return _run(run, None, timezone.now())


def _run(run: RetentionRun, actor: Person | None, now: dt.datetime) -> RetentionRun:
    if run.is_trial:
        counts = {due.holding.model: due.rows for due in due_table(now)}
    else:
        counts = {holding.model: _take_away(holding, now) for holding in timed()}
    run.counts = {model: rows for model, rows in counts.items() if rows}
    run.ended_at = timezone.now()
    with transaction.atomic():
        run.save()
        record(
            actor=actor,
            verb="privacy.retention_trial" if run.is_trial else "privacy.retention",
            target=run,
            changes={"rows": run.counts},
        )
        if run.counts and not run.is_trial:
            FilesToWipe.objects.create(reason="retention")
    return run


def _take_away(holding: Holding, now: dt.datetime) -> int:
    assert holding.expired is not None  # noqa: S101  (only those with a time come here; for the type checker)
    manager = model_of(holding)._default_manager
    purge = purges().get(holding.model)
    done = 0
    before: list[Any] = []
    while done < MOST:
        ids = list(holding.expired(now).values_list("pk", flat=True)[:BATCH])
        # Rows that do not go (a rule that forgot to leave out what was emptied) must not hold up the others.
        if not ids or ids == before:
            break
        before = ids
        # An account goes in steps of its own, each of them whole (``erase_person``), and is asked for again before.
        rows = holding.expired(now).filter(pk__in=ids) if holding.model == ACCOUNT else manager.filter(pk__in=ids)
        with nullcontext() if holding.model == ACCOUNT else transaction.atomic():
            if purge is not None:
                purge(rows)
            else:
                rows.delete()
        done += len(ids)
    return done
