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

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Max
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


def slowed_until(actor: AbstractBaseUser, now: dt.datetime) -> dt.datetime | None:
    """Until when lists are closed to her; None: they are open."""
    rows = Harvest.objects.filter(actor_id=actor.pk, slowed_until__gt=now)
    return rows.values_list("slowed_until", flat=True).order_by("-slowed_until").first()


def people_shown(actor: AbstractBaseUser, now: dt.datetime) -> int:
    """How many people she was shown in the last hour, the same page of a list counted once."""
    views = ListView.objects.filter(actor_id=actor.pk, slot__gt=slot_of(now - WINDOW)).order_by()
    shown: Counter[str] = Counter()
    total: dict[str, int] = {}
    rows = views.values_list("what", "part").annotate(most=Max("rows"), whole=Max("total"))
    for what, _part, most, whole in rows:
        shown[what] += most
        if whole is not None:
            total[what] = max(whole, total.get(what, 0))
    return sum(min(number, total.get(what, number)) for what, number in shown.items())


def reckon(actor: AbstractBaseUser, now: dt.datetime | None = None) -> Harvest | None:
    """Raise the alarm if she was shown more people than her role explains; None if not."""
    now = now or timezone.now()
    limit = widest_limit(actor, settings.PEOPLE_AN_HOUR)
    shown = people_shown(actor, now)
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


def forget_old() -> int:
    """Delete counts older than ``KEPT_DAYS``; the entries of the audit stay."""
    old = timezone.now() - dt.timedelta(days=KEPT_DAYS)
    return ListView.objects.filter(slot__lt=old).delete()[0]
