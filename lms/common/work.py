"""Work to do is a row, claimed with a lease: a worker killed half-way loses nothing.

A queue entry only wakes somebody up. The row says what is to be done; whoever claims it
holds it for ``LEASE``; if that process dies, the row is free again when the lease ends.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Self

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

LEASE = dt.timedelta(minutes=2)
MAX_ATTEMPTS = 8


class WorkRowQuerySet[M: "WorkRow"](models.QuerySet[M]):
    def due(self, now: dt.datetime | None = None) -> Self:
        """Rows that may be claimed: not done, not given up, their time come, nobody holding them."""
        now = now or timezone.now()
        return self.filter(
            Q(claimed_until=None) | Q(claimed_until__lt=now),
            done_at=None,
            due_at__lte=now,
            attempts__lt=MAX_ATTEMPTS,
        )

    def claim(self, limit: int, *, lease: dt.timedelta = LEASE) -> list[M]:
        """Take up to ``limit`` due rows for this process; no other process gets the same ones.

        Keeps the filters and ``select_related`` of the query set; do not filter by what claiming changes.
        """
        now = timezone.now()
        token = uuid.uuid4()
        with transaction.atomic(using=self.db):
            ids = list(
                self.due(now)
                .select_for_update(skip_locked=True)
                .order_by("due_at", "pk")
                .values_list("pk", flat=True)[:limit]
            )
            self.model._default_manager.filter(pk__in=ids).update(
                claimed_until=now + lease, claim=token, attempts=models.F("attempts") + 1
            )
        return list(self.filter(pk__in=ids, claim=token).order_by("due_at", "pk"))


class WorkRow(models.Model):
    """A piece of work that must happen once. Subclasses say what it is."""

    due_at = models.DateTimeField(default=timezone.now)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    claim = models.UUIDField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    done_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_error = models.CharField(max_length=200, blank=True, editable=False)

    objects = WorkRowQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["due_at"], condition=Q(done_at=None), name="%(app_label)s_%(class)s_due"),
        ]

    def finish(self) -> bool:
        """Mark the row done, if this process still holds it. False: the lease ran out and another has it."""
        changed = (
            type(self)
            ._default_manager.filter(pk=self.pk, claim=self.claim, done_at=None)
            .update(done_at=timezone.now(), claimed_until=None)
        )
        return bool(changed)

    def retry(self, error: str, *, after: dt.timedelta | None = None) -> None:
        """Give the row back, to be tried again later (1, 2, 4, … minutes)."""
        wait = after or dt.timedelta(minutes=2 ** max(self.attempts - 1, 0))
        type(self)._default_manager.filter(pk=self.pk, claim=self.claim, done_at=None).update(
            claimed_until=None, due_at=timezone.now() + wait, last_error=error[:200]
        )
