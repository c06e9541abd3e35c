"""Write down that somebody looked at a list of people, or took it away as a file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
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
    about: AbstractBaseUser | None = None,
) -> None:
    """Note that ``actor`` is shown ``rows`` people of the list ``what``; call it before the answer is made.

    ``what`` names the list (``courses.people``), ``target`` the object whose list it is, ``part`` what of the list
    is shown (the query of the page: another page shows other people, the same one again does not).
    ``total`` is how many people the list has without filters: they count no more than that together.
    ``countries`` are those of the people, if the caller knows; ``about`` is the one person, where it is one.
    Looking is one entry in ten minutes and list; a ``verb`` of one's own (an export) is an entry each time.
    Raises ``SlowedDown`` while lists are closed to her (``lms.audit.harvesting``), before anything is written;
    the middleware answers it with 429.

    Costs one query where the same page was looked at within the ten minutes, two for another page of the list,
    three for the first look; sealing is the clock's.
    """
    now = timezone.now()
    looks = harvesting.looks_of(actor, now)
    if looks.slowed_until is not None:
        raise harvesting.SlowedDown(max(int((looks.slowed_until - now).total_seconds()), 1))
    name = (f"{what}:{target.pk}" if target is not None else what)[:120]
    short = _short(part)
    is_entry = verb != VIEW or looks.is_first(name)
    known = looks.counted.get((name, short))
    # The page, or the list, may have grown meanwhile.
    is_news = known is None or known[0] < rows or (total is not None and (known[1] or 0) < total)
    if not (is_entry or is_news):
        return
    looks.add(name, short, rows, total)
    # No savepoint: where the caller has a transaction, this is part of it.
    with transaction.atomic(savepoint=False):
        if is_news:
            _count(ListView(actor_id=actor.pk, slot=harvesting.slot_of(now), what=name, part=short,
                            rows=looks.pages[name, short], total=total))  # fmt: skip
        if is_entry:
            codes = sorted({code for code in countries if code})
            changes: dict[str, object] = {"list": what, "rows": rows}
            if codes:
                changes["countries"] = codes
            record(actor=actor, verb=verb, target=target or actor, about=about, changes=changes)
    harvesting.reckon(actor, looks, now)


def _count(view: ListView) -> None:
    """One statement; of two requests at once for the same page the later one stays."""
    ListView.objects.bulk_create(
        [view],
        update_conflicts=True,
        unique_fields=["actor", "slot", "what", "part"],
        update_fields=["rows", "total"],
    )


def _short(part: str) -> str:
    """``part`` as at most 64 characters; a search is not kept in clear, since names are searched for."""
    return hashlib.sha256(part.encode("utf-8", "replace")).hexdigest()[:32] if part else ""
