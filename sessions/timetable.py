"""The only door to django-scheduler, and the only writer of a session's UTC times.

A session's date, wall time and zone are the truth. From them follow its UTC times and its one
``schedule.Event`` in the calendar of its training; all three are written here in one transaction.
Recurrences are reckoned in the venue's zone: in UTC a weekly series would drift by an hour when the
clocks change.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from schedule.models import Calendar, Event, Rule

from courses.models import Training
from lms.common import languages
from lms.common.errors import Refused
from sessions.models import SessionStatus, TrainingCalendar, TrainingSession

MAX_OCCURRENCES = 104


def zone_of(name: str) -> zoneinfo.ZoneInfo:
    """The zone of an IANA name. Raises Refused (``unknown_zone``)."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(_("This time zone is not known."), code="unknown_zone", field="time_zone") from None


def utc_of(date: dt.date, wall: dt.time, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    """The moment at which the venue's clock shows ``wall`` on ``date``.

    An hour that the clock shows twice means the first time. One that it skips is refused
    (``no_such_time``), since nobody could come then.
    """
    local = dt.datetime.combine(date, wall, tzinfo=zone)
    moment = local.astimezone(dt.UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Refused(
            _("The clocks are put forward on this day: this time does not exist at the venue."),
            code="no_such_time",
            field="starts",
        )
    return moment


def reckon(session: TrainingSession) -> None:
    """Set the UTC times of an unsaved change. Raises Refused (``ends_before_start``, ``no_such_time``)."""
    zone = zone_of(session.time_zone)
    session.starts_at = utc_of(session.date, session.starts, zone)
    session.ends_at = utc_of(session.date, session.ends, zone)
    if session.ends_at <= session.starts_at:
        raise Refused(_("The end must be later than the start."), code="ends_before_start", field="ends")


def calendar_of(training: Training) -> Calendar:
    """The training's calendar, made on first use. Call it with the training's row locked."""
    link = TrainingCalendar.objects.select_related("calendar").filter(training=training).first()
    if link is None:
        calendar = Calendar.objects.create(name=training.slug, slug=f"training-{training.pk}")
        link = TrainingCalendar.objects.create(training=training, calendar=calendar)
    return link.calendar


def event_title(session: TrainingSession) -> str:
    """The session's title in its training's language, as the event carries it."""
    return languages.localized(session.title, session.training.language).text[:255]


@transaction.atomic
def add(training: Training, sessions: Sequence[TrainingSession]) -> list[TrainingSession]:
    """Save new sessions of ``training`` with their UTC times and events."""
    Training.objects.select_for_update().get(pk=training.pk)
    calendar = calendar_of(training)
    for session in sessions:
        session.training = training
        reckon(session)
        session.event = Event.objects.create(
            calendar=calendar, start=session.starts_at, end=session.ends_at, title=event_title(session)
        )
    return TrainingSession.objects.bulk_create(sessions)


@transaction.atomic
def write(session: TrainingSession) -> None:
    """Save a changed session: UTC times, event, SEQUENCE + 1. A cancelled one gives its time free."""
    reckon(session)
    session.sequence += 1
    session.announced_at = timezone.now()
    event = session.event
    if session.is_cancelled:
        session.event = None
    elif event is None:
        session.event = Event.objects.create(
            calendar=calendar_of(session.training),
            start=session.starts_at,
            end=session.ends_at,
            title=event_title(session),
        )
    else:
        Event.objects.filter(pk=event.pk).update(
            start=session.starts_at, end=session.ends_at, title=event_title(session)
        )
    session.save()
    if session.event is None and event is not None:
        event.delete()


@dataclass(frozen=True)
class Slot:
    """One occurrence of a series, as the venue's clock shows it."""

    date: dt.date
    starts: dt.time
    ends: dt.time


def expand(event: Event, zone: zoneinfo.ZoneInfo, until: dt.date) -> list[Slot]:
    """The occurrences of a recurring event up to and including ``until``, reckoned in ``zone``.

    The window is given in the venue's zone, so that 10:00 stays 10:00 when the clocks change.
    """
    start = event.start.astimezone(zone)
    end = dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), tzinfo=zone)
    length = event.end.astimezone(zone).replace(tzinfo=None) - start.replace(tzinfo=None)
    slots = []
    for occurrence in event.get_occurrences(start, end):
        local = occurrence.start.astimezone(zone)
        if local.date() <= until:
            slots.append(Slot(local.date(), local.time(), (local.replace(tzinfo=None) + length).time()))
    return sorted(slots, key=lambda slot: (slot.date, slot.starts))[:MAX_OCCURRENCES]


@transaction.atomic
def recurring_event(
    *,
    training: Training,
    title: str,
    start: dt.datetime,
    end: dt.datetime,
    until: dt.datetime,
    frequency: str = "WEEKLY",
    interval: int = 1,
) -> Event:
    """The event with a rule from which a series is expanded. ``frequency`` is a word of RFC 5545."""
    name = f"{frequency.title()} / {interval}"
    params = f"interval:{interval}"
    rule = Rule.objects.filter(frequency=frequency, params=params).order_by("pk").first()
    if rule is None:
        rule = Rule.objects.create(name=name[:32], description=name, frequency=frequency, params=params)
    # A calendar of its own: each session has its event already, and the rule would show them twice.
    calendar, _made = Calendar.objects.get_or_create(
        slug=f"training-{training.pk}-series", defaults={"name": f"{training.slug} / series"}
    )
    return Event.objects.create(
        calendar=calendar, title=title[:255], start=start, end=end, rule=rule, end_recurring_period=until
    )


def conflicts(
    session: TrainingSession, *, presenters: Iterable[int] | None = None, elsewhere: bool = False
) -> list[tuple[TrainingSession, str]]:
    """Other sessions that want the same venue space or presenter at the same time, with ``venue`` or ``presenter``.

    Intervals are half-open and in UTC: back to back is fine. ``presenters`` (ids of persons) defaults to those
    already kept; ``elsewhere`` asks for those of other trainings only. Call ``reckon`` first.
    """
    if presenters is None:
        kept = session.presenters.all() if session.pk else []
        presenters = [p.person_id for p in kept if p.person_id]
    others = (
        TrainingSession.objects.taking_place()
        .overlapping(session.starts_at, session.ends_at)
        .exclude(pk=session.pk)
        .select_related("training")
    )
    if elsewhere:
        others = others.exclude(training=session.training_id)
    found: list[tuple[TrainingSession, str]] = []
    if session.venue_id:
        found += [(other, "venue") for other in others.filter(venue=session.venue_id)]
    ids = list(presenters)
    if ids:
        found += [(other, "presenter") for other in others.filter(presenters__person__in=ids).distinct()]
    return found


def is_over(session: TrainingSession, now: dt.datetime | None = None) -> bool:
    """Its end has come, or it will not take place."""
    return session.status == SessionStatus.CANCELLED or session.ends_at <= (now or timezone.now())
