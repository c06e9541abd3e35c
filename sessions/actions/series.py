"""Follow-up that repeats, such as a weekly clinic: a rule, expanded into sessions of their own."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from i18nfield.strings import LazyI18nString

from courses.models import Training
from lms.audit.actions import record
from lms.common.errors import Refused
from lms.people.models import Person
from sessions import timetable
from sessions.actions.agenda import check_place, lock_to_fill
from sessions.models import SessionKind, SessionSeries, TrainingSession


@transaction.atomic
def add_series(
    *,
    training: Training,
    title: str,
    first: dt.date,
    until: dt.date,
    starts: dt.time,
    ends: dt.time,
    weeks: int = 1,
    meeting_url: str = "",
    actor: Person | None = None,
) -> list[TrainingSession]:
    """One session every ``weeks`` weeks from ``first`` to ``until``, always at the same time of the venue's clock.

    Each is a session of its own afterwards: moving or cancelling one leaves the rest. Raises Refused
    (``cancelled``, ``outside_training``, ``ends_before_start``, ``no_such_time``, ``not_dated``).
    """
    training = lock_to_fill(training)
    if training.starts_on is None:
        raise Refused(_("A training without dates has no agenda."), code="not_dated")
    if not training.starts_on <= first <= until:
        raise Refused(_("The last day must not be before the first."), code="outside_training", field="until")
    check_place(training, venue=None, meeting_url=meeting_url)
    zone = timetable.zone_of(training.time_zone)
    start, end = (timetable.utc_of(first, wall, zone) for wall in (starts, ends))
    if end <= start:
        raise Refused(_("The end must be later than the start."), code="ends_before_start", field="ends")
    event = timetable.recurring_event(
        training=training,
        title=title,
        start=start,
        end=end,
        until=dt.datetime.combine(until, dt.time(23, 59, 59), tzinfo=zone),
        interval=max(weeks, 1),
    )
    name = LazyI18nString({training.language: title.strip()})
    series = SessionSeries.objects.create(training=training, title=name, event=event)
    made = timetable.add(
        training,
        [
            TrainingSession(
                series=series,
                kind=SessionKind.SESSION,
                title=name,
                day=(slot.date - training.starts_on).days + 1,
                date=slot.date,
                starts=slot.starts,
                ends=slot.ends,
                time_zone=training.time_zone,
                meeting_url=meeting_url,
            )
            for slot in timetable.expand(event, zone, until)
        ],
    )
    record(
        actor=actor,
        verb="sessions.add_series",
        target=training,
        changes={"time": ["", f"{first}/{until} {starts:%H:%M}-{ends:%H:%M}"], "sessions": len(made)},
    )
    return made
