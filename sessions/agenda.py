"""What an agenda says now: its days, what is running, what comes next for a person. Reads only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.utils import timezone

from courses.models import Training
from lms.common import when
from lms.people.models import Person
from sessions.checkin import OPENS_BEFORE
from sessions.models import Attendance, SessionStatus, TrainingSession
from sessions.querysets import SessionQuerySet

# The room of a session opens with the door and stays open for the last words.
LEAVES_AFTER = dt.timedelta(minutes=15)


@dataclass(frozen=True)
class Item:
    """A session as one person sees it at one moment.

    ``state``: done, in_progress, todo or cancelled; ``mark``: her attendance, or empty where nobody marked it.
    """

    session: TrainingSession
    state: str
    now: dt.datetime
    mark: str = ""

    @property
    def is_now(self) -> bool:
        return self.state == "in_progress"

    @property
    def is_open(self) -> bool:
        """Live room, meeting link and check-in are within reach: from half an hour before to shortly after."""
        session = self.session
        if session.is_cancelled or session.is_break:
            return False
        return session.starts_at - OPENS_BEFORE <= self.now < session.ends_at + LEAVES_AFTER

    @property
    def minutes_to_start(self) -> int:
        """Whole minutes until it begins, counted up; 0 once it has."""
        seconds = (self.session.starts_at - self.now).total_seconds()
        return max(int(-(-seconds // 60)), 0)

    @property
    def minutes_left(self) -> int:
        """Whole minutes until it ends, counted up; 0 once it has."""
        seconds = (self.session.ends_at - self.now).total_seconds()
        return max(int(-(-seconds // 60)), 0)

    @cached_property
    def faces(self) -> list[when.Face]:
        """The venue's clock and, where it differs, the reader's."""
        return when.faces(self.session.starts_at, self.session.ends_at, self.session.zone)


@dataclass(frozen=True)
class Day:
    """The items of one date at the venue."""

    number: int
    date: dt.date
    items: list[Item]
    is_today: bool


def state_of(session: TrainingSession, now: dt.datetime) -> str:
    """done, in_progress, todo or cancelled."""
    if session.status == SessionStatus.CANCELLED:
        return "cancelled"
    if now >= session.ends_at:
        return "done"
    return "in_progress" if now >= session.starts_at else "todo"


def items_of(sessions: Iterable[TrainingSession], person: Person | None, now: dt.datetime) -> list[Item]:
    """Each session with its state and the person's mark; one query more than the sessions themselves."""
    rows = list(sessions)
    marks: dict[int, str] = {}
    if person is not None and rows:
        found = Attendance.objects.filter(session__in=[row.pk for row in rows], enrolment__person=person)
        marks = dict(found.values_list("session_id", "status"))
    return [Item(row, state_of(row, now), now, marks.get(row.pk, "")) for row in rows]


def with_details(sessions: SessionQuerySet) -> SessionQuerySet:
    """Everything that an agenda shows of a session, in a constant number of queries."""
    return sessions.select_related("training", "venue", "lesson__module__course").prefetch_related("presenters__person")


def agenda_of(training: Training, person: Person | None, now: dt.datetime | None = None) -> list[Day]:
    """The training's days in order."""
    now = now or timezone.now()
    today = now.astimezone(training.zone).date()
    items = items_of(with_details(TrainingSession.objects.filter(training=training)), person, now)
    days = []
    for date, group in groupby(items, key=lambda item: item.session.date):
        of_day = list(group)
        days.append(Day(of_day[0].session.day, date, of_day, is_today=date == today))
    return days


def current(items: Iterable[Item], now: dt.datetime) -> Item | None:
    """What the navy card shows: the running item, else the next one if it begins within half an hour."""
    rows = list(items)
    running = [item for item in rows if item.is_now]
    if running:
        # Of two at once, the one that is no break and began last.
        return max(running, key=lambda item: (not item.session.is_break, item.session.starts_at))
    coming = [i for i in rows if i.state == "todo" and i.session.starts_at - now <= OPENS_BEFORE]
    return min(coming, key=lambda item: item.session.starts_at, default=None)


@dataclass(frozen=True)
class Today:
    """A person's day: ``items`` of today at their venues, ``current`` for the navy card, ``upcoming`` begins next."""

    items: list[Item]
    current: Item | None
    upcoming: Item | None

    def __bool__(self) -> bool:
        return bool(self.items or self.upcoming)


def next_for(person: Person, now: dt.datetime | None = None) -> Today:
    """Today's sessions of the trainings in which she has a seat or which she staffs, with their state.

    ``upcoming`` is the first one that has not begun, today or later. The number of queries does not grow
    with the number of trainings.
    """
    now = now or timezone.now()
    own = TrainingSession.objects.attended_by(person) | TrainingSession.objects.staffed_by(person)
    near = with_details(
        own.filter(starts_at__gt=now - dt.timedelta(hours=36), starts_at__lt=now + dt.timedelta(hours=36))
    )
    sessions = [row for row in near.distinct() if row.date == now.astimezone(row.zone).date()]
    items = items_of(sessions, person, now)
    upcoming = next((item for item in items if item.state == "todo" and not item.session.is_break), None)
    if upcoming is None:
        later = with_details(own.taking_place().exclude(kind="break").filter(starts_at__gt=now)).distinct().first()
        upcoming = Item(later, "todo", now) if later else None
    return Today(items, current(items, now), upcoming)
