"""Who looks at more people than her work explains: the reckoning, the alarm, the brake.

The measure is how many people a person was shown in the last hour. The same page of the same list
again shows nobody new, so it counts once, whatever she does with it: forty times the list of a training of
thirty are thirty people. Pages, filters and files of a list count each for themselves, together never more
than the list has people. What a role explains stands in ``settings.PEOPLE_AN_HOUR``. Over that: one alarm
a day and person (an entry in the audit, a notice to administrators and data-protection officers), and for
``SLOWED_FOR`` her lists answer 429. All of it lies in rows, so a restart or a lost cache changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Subquery
from django.utils import timezone

from lms.audit.access import widest_limit
from lms.audit.actions.check import tell
from lms.audit.actions.record import record
from lms.audit.models import Harvest, ListView

SLOT = dt.timedelta(minutes=10)
WINDOW = dt.timedelta(hours=1)
SLOWED_FOR = dt.timedelta(hours=1)
KEPT_DAYS = 90


class SlowedDown(Exception):
    """Lists of people are closed to this person for ``seconds``; the page for it is answered by the middleware."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"slowed down for {seconds} s")
        self.seconds = seconds


def slot_of(moment: dt.datetime) -> dt.datetime:
    """When the ten minutes began that ``moment`` falls into."""
    return dt.datetime.fromtimestamp(moment.timestamp() // SLOT.total_seconds() * SLOT.total_seconds(), dt.UTC)


@dataclass
class Looks:
    """What a person was shown in the last hour, and until when lists are closed to her; read by one query."""

    slowed_until: dt.datetime | None
    # (list, page) → most people on it; list → people it has without filters, where that is known.
    pages: dict[tuple[str, str], int] = field(default_factory=dict)
    totals: dict[str, int] = field(default_factory=dict)
    # (list, page) → people and total as they are counted in these ten minutes.
    counted: dict[tuple[str, str], tuple[int, int | None]] = field(default_factory=dict)

    def add(self, what: str, part: str, rows: int, total: int | None) -> None:
        """Count a page; the same one again shows nobody new, except where it has grown."""
        self.pages[what, part] = max(rows, self.pages.get((what, part), 0))
        if total is not None:
            self.totals[what] = max(total, self.totals.get(what, 0))

    @property
    def people(self) -> int:
        """How many people that were: pages and filters of a list together never more than it has people."""
        shown: Counter[str] = Counter()
        for (what, _part), rows in self.pages.items():
            shown[what] += rows
        return sum(min(rows, self.totals.get(what, rows)) for what, rows in shown.items())

    def is_first(self, what: str) -> bool:
        """Whether she has not looked at any page of the list in these ten minutes."""
        return all(seen != what for seen, _part in self.counted)


def looks_of(actor: AbstractBaseUser, now: dt.datetime) -> Looks:
    """What ``actor`` was shown up to ``now``."""
    # The look that raised the alarm lies in the first of these ten minutes at the latest while the brake holds.
    first, slot = slot_of(now - WINDOW), slot_of(now)
    brake = Harvest.objects.filter(actor_id=actor.pk, slowed_until__gt=now).order_by("-slowed_until")
    views = ListView.objects.filter(actor_id=actor.pk, slot__gte=first).order_by()
    rows = views.annotate(until=Subquery(brake.values("slowed_until")[:1]))
    looks = Looks(None)
    for what, part, at, number, total, until in rows.values_list("what", "part", "slot", "rows", "total", "until"):
        looks.slowed_until = until
        if at > first:
            looks.add(what, part, number, total)
        if at == slot:
            looks.counted[what, part] = (number, total)
    return looks


def reckon(actor: AbstractBaseUser, looks: Looks, now: dt.datetime) -> Harvest | None:
    """Raise the alarm if she was shown more people than her role explains; None if not.

    Requests at once do not see each other's looks; the next one sees them all.
    """
    shown = looks.people
    if shown <= min(settings.PEOPLE_AN_HOUR.values()):
        return None
    limit = widest_limit(actor, settings.PEOPLE_AN_HOUR)
    if shown <= limit:
        return None
    until = now + SLOWED_FOR
    values = {"at": now, "rows": shown, "limit": limit, "slowed_until": until}
    with transaction.atomic():
        alarm, is_new = Harvest.objects.get_or_create(actor_id=actor.pk, day=now.date(), defaults=values)
        if not is_new:
            # Told once today; the brake holds again.
            Harvest.objects.filter(pk=alarm.pk).update(rows=shown, slowed_until=until)
            return alarm
        record(
            actor=None,
            verb="audit.harvest_alarm",
            target=alarm,
            about=actor,
            changes={"people_an_hour": [limit, shown], "slowed_until": [None, until]},
        )
        tell("harvest_alarm", {"actor": actor.pk, "shown": shown, "limit": limit})
    return alarm


@transaction.atomic
def lift(*, alarm: Harvest, actor: AbstractBaseUser) -> bool:
    """Open the lists to her again before the time is over; False if they were open."""
    now = timezone.now()
    before = alarm.slowed_until
    changed = Harvest.objects.filter(pk=alarm.pk, slowed_until__gt=now).update(slowed_until=now)
    if not changed:
        return False
    # What she was shown up to now is explained; it does not count again.
    ListView.objects.filter(actor_id=alarm.actor_id, slot__gt=slot_of(now - WINDOW)).update(rows=0, total=0)
    record(
        actor=actor,
        verb="audit.lift_brake",
        target=alarm,
        about=alarm.actor,
        changes={"slowed_until": [before, now]},
    )
    return True
