"""Write down that somebody looked at a list of people, or took it away as a file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from lms.audit import harvesting
from lms.audit.actions.record import record
from lms.audit.models import ListView

VIEW = "audit.view_list"


def record_view(
    *,
    actor: AbstractBaseUser,
    what: str,
    rows: int,
    countries: Iterable[str] = (),
    target: models.Model | None = None,
    part: str = "",
    total: int | None = None,
    verb: str = VIEW,
) -> None:
    """Note that ``actor`` is shown ``rows`` people of the list ``what``; call it before the answer is made.

    ``what`` names the list (``courses.people``), ``target`` the object whose list it is, ``part`` what of the list
    is shown (the query of the page: another page shows other people, the same one again does not).
    ``total`` is how many people the list has without filters: they count no more than that together.
    ``countries`` are those of the people, if the caller knows. Looking is one entry in ten minutes and list;
    a ``verb`` of one's own (an export) is an entry each time. Raises ``SlowedDown`` while lists are closed
    to her (``lms.audit.harvesting``); the middleware answers it with 429.
    """
    now = timezone.now()
    until = harvesting.slowed_until(actor, now)
    if until is not None:
        raise harvesting.SlowedDown(max(int((until - now).total_seconds()), 1))
    name = f"{what}:{target.pk}" if target is not None else what
    slot = harvesting.slot_of(now)
    key = {"actor_id": actor.pk, "slot": slot, "what": name[:120], "part": _short(part)}
    if verb == VIEW and _again(key, rows):
        return
    with transaction.atomic():
        is_first = not ListView.objects.filter(actor_id=actor.pk, slot=slot, what=key["what"]).exists()
        if not _again(key, rows):
            made = ListView(**key, rows=rows, total=total)
            # Two requests at once: the second only counts.
            ListView.objects.bulk_create([made], ignore_conflicts=True)
        if is_first or verb != VIEW:
            codes = sorted({code for code in countries if code})
            changes: dict[str, object] = {"list": what, "rows": rows}
            if codes:
                changes["countries"] = codes
            record(actor=actor, verb=verb, target=target if target is not None else actor, changes=changes)
    harvesting.reckon(actor, now)


def _again(key: dict[str, object], rows: int) -> bool:
    """Count one more look at the same page; False if it is the first within the ten minutes."""
    seen = ListView.objects.filter(**key)
    # The page may have grown meanwhile.
    return bool(seen.update(times=F("times") + 1, rows=Greatest(F("rows"), rows)))


def _short(part: str) -> str:
    """``part`` as at most 64 characters; a search is not kept in clear, since names are searched for."""
    return hashlib.sha256(part.encode("utf-8", "replace")).hexdigest()[:32] if part else ""
