"""How many profiles one member opens on a day: enough to find colleagues, too few for a copy of the directory.

How many people are shown on lists is the matter of ``lms.audit.harvesting``.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lms.officers.models import DailyUse, Listing, Opened
from lms.people.models import Person

PROFILES_A_DAY = 60
KEPT = dt.timedelta(days=2)


class TooMuch(Exception):
    """The day's share is used up."""


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
