"""Put new entries into the chain."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from lms.audit import canonical, keys
from lms.audit.models import AuditEntry, AuditHead, AuditSeal, ChainState

BATCH = 1000
# How far below the newest sealed entry a transaction that ended late is looked for every few seconds.
LATE = 10_000


def seal_entries(*, limit: int = 20_000, everywhere: bool = False) -> int:
    """Seal up to ``limit`` entries that have no seal yet; return how many. Two clocks at once are safe.

    ``everywhere`` also looks for entries far behind the others (their transaction was open for very long).
    """
    done = 0
    while done < limit:
        sealed = _seal_batch(min(BATCH, limit - done), everywhere=everywhere)
        done += sealed
        if sealed < BATCH:
            break
    return done


@transaction.atomic
def _seal_batch(size: int, *, everywhere: bool) -> int:
    lock_chain()
    floor = 0
    if not everywhere:
        newest = AuditSeal.objects.aggregate(newest=Max("entry_id"))["newest"]
        floor = max((newest or 0) - LATE, 0)
    columns = ("pk", "mac", *canonical.COLUMNS)
    waiting = list(AuditEntry.objects.filter(pk__gt=floor, seal=None).order_by("pk").values(*columns)[:size])
    if not waiting:
        return 0
    last = AuditSeal.objects.order_by("-number").values_list("number", "hash").first()
    number, previous = last or (0, canonical.START)
    now = timezone.now()
    seals = []
    for row in waiting:
        entry = canonical.Sealed(row["pk"], row, row["mac"])
        genuine = keys.is_ours(entry.message, row["mac"])
        number += 1
        made = entry.hash(number=number, previous=previous, sealed_at=now, genuine=genuine)
        seals.append(
            AuditSeal(
                number=number, entry_id=row["pk"], previous=previous, hash=made, sealed_at=now,
                genuine=genuine, marks=entry.marks,
            )
        )  # fmt: skip
        previous = made
    last_one = seals[-1]
    last_one.signature = keys.sign(canonical.signed_bytes(number=number, made=previous, at=now))
    last_one.signed_by = keys.public_key()
    AuditSeal.objects.bulk_create(seals)
    return len(seals)


def lock_chain() -> ChainState:
    """The one row that whoever seals or notes a check holds until her transaction ends."""
    ChainState.objects.bulk_create([ChainState(pk=1)], ignore_conflicts=True)
    return ChainState.objects.select_for_update().get(pk=1)


@transaction.atomic
def keep_head(*, day: dt.date | None = None) -> AuditHead | None:
    """The signed head of ``day`` (today, UTC): made once, the same one after that; None while nothing is sealed."""
    lock_chain()
    now = timezone.now()
    day = day or now.date()
    kept = AuditHead.objects.filter(day=day).first()
    last = AuditSeal.objects.order_by("-number").first()
    if kept or last is None:
        return kept
    signature = keys.sign(canonical.signed_bytes(number=last.number, made=last.hash, at=now))
    head = AuditHead(
        day=day, number=last.number, hash=last.hash, at=now, signature=signature, signed_by=keys.public_key()
    )
    head.save(force_insert=True)
    return head
