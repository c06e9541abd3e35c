"""The agreements in force, and what a person has still to accept."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from lms.people.models import Acceptance, Agreement, Person

SESSION_KEY = "people_agreements"
KEPT_SECONDS = 10.0
"""A version published by another process is asked for that much later at most."""

# The mark of what is in force, and when it was read.
_kept: tuple[str, float] = ("", 0.0)


def in_force(at: dt.datetime | None = None) -> list[Agreement]:
    """The newest version of each kind that was published ``at`` a moment (now): terms, then data protection."""
    found: dict[str, Agreement] = {}
    for agreement in Agreement.objects.in_force(at):
        found.setdefault(agreement.kind, agreement)
    return [found[kind] for kind in sorted(found, reverse=True)]


def current(kind: str) -> Agreement | None:
    """The version of ``kind`` in force."""
    return Agreement.objects.in_force().filter(kind=kind).first()


def outstanding(person: Person) -> list[Agreement]:
    """What is in force and not accepted by ``person`` yet."""
    accepted = set(Acceptance.objects.filter(person=person).values_list("agreement_id", flat=True))
    return [agreement for agreement in in_force() if agreement.pk not in accepted]


def numbers_in(shown: str) -> set[int]:
    """The numbers of the versions that a page has shown, as its hidden field gives them back; nonsense is left out."""
    return {int(part) for part in shown.split(",") if part.isascii() and part.isdigit() and len(part) < 10}


def mark_in_force() -> str:
    """A short word for the versions in force; read from the database every few seconds."""
    global _kept
    mark, read_at = _kept
    if not mark or time.monotonic() - read_at > KEPT_SECONDS:
        mark = " ".join(str(agreement.pk) for agreement in in_force()) or "none"
        _kept = (mark, time.monotonic())
    return mark


def forget_mark() -> None:
    """Something was published: read again."""
    global _kept
    _kept = ("", 0.0)


def undisturbed[V: Callable[..., HttpResponse]](view: V) -> V:
    """Mark a view whose reader is in the midst of something: she is asked at her next page."""
    marked: Any = view
    marked.undisturbed = True
    return view
