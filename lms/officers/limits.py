"""How much of the directory one member reads on a day: enough for a search for colleagues, too little for a copy."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lms.officers.models import DailyUse, Listing, Opened
from lms.people.models import Person

LISTS_A_DAY = 150
PROFILES_A_DAY = 60
KEPT = dt.timedelta(days=2)


class TooMuch(Exception):
    """The day's share is used up."""


def count_list(person: Person) -> None:
    """One more page of the list. Raises TooMuch."""
    today = timezone.now().date()
    rows = DailyUse.objects.filter(person=person, day=today)
    if rows.filter(lists__lt=LISTS_A_DAY).update(lists=F("lists") + 1):
        return
    _use, new = DailyUse.objects.get_or_create(person=person, day=today, defaults={"lists": 1})
    if not new:
        raise TooMuch


def count_profile(person: Person, listing: Listing) -> None:
    """She opens a profile; one that she has opened today already is free. Raises TooMuch."""
    today = timezone.now().date()
    with transaction.atomic():
        _opened, new = Opened.objects.get_or_create(person=person, day=today, listing=listing)
        if not new:
            return
        DailyUse.objects.get_or_create(person=person, day=today)
        rows = DailyUse.objects.filter(person=person, day=today, profiles__lt=PROFILES_A_DAY)
        if not rows.update(profiles=F("profiles") + 1):
            # Leaving the block by this also takes back that it was opened.
            raise TooMuch


def forget_old() -> int:
    """Who looked at whom is nobody's business after two days; returns the number of rows deleted."""
    before = (timezone.now() - KEPT).date()
    return DailyUse.objects.filter(day__lt=before).delete()[0] + Opened.objects.filter(day__lt=before).delete()[0]
