"""When a session's door is open, and which of a person's open doors a code belongs to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core import signing
from django.db.models import Max

from lms.people.models import Person
from sessions import codes
from sessions.models import SessionKind, TrainingSession

OPENS_BEFORE = dt.timedelta(minutes=30)
LATE_AFTER = dt.timedelta(minutes=10)
# A scanned code is confirmed by a press; meanwhile the screen has moved on.
TICKET_SECONDS = 600
LONGEST_DAY = dt.timedelta(hours=16)
SALT = "sessions.checkin"


def closes_at(session: TrainingSession) -> dt.datetime:
    """Until when one can check in: the end of the half day it counts for, else its own end."""
    if not session.counts_for_attendance or session.half_day is None:
        return session.ends_at
    last = TrainingSession.objects.filter(
        training=session.training_id, half_day=session.half_day, date=session.date
    ).aggregate(end=Max("ends_at"))["end"]
    return max(last or session.ends_at, session.ends_at)


def is_open(session: TrainingSession, now: dt.datetime) -> bool:
    """Whether the door is open: from half an hour before the start."""
    return not session.is_cancelled and session.starts_at - OPENS_BEFORE <= now < closes_at(session)


def open_sessions(person: Person, now: dt.datetime) -> list[TrainingSession]:
    """The sessions of her own trainings into which she could check in now, in two queries."""
    near = list(
        TrainingSession.objects.taking_place()
        .attended_by(person)
        .exclude(kind=SessionKind.BREAK)
        .filter(starts_at__gt=now - LONGEST_DAY, starts_at__lte=now + LONGEST_DAY)
        .select_related("training")
    )
    ends: dict[tuple[int, dt.date, int | None], dt.datetime] = {}
    for session in near:
        key = (session.training_id, session.date, session.half_day)
        ends[key] = max(ends.get(key, session.ends_at), session.ends_at)
    found = []
    for session in near:
        counts = session.counts_for_attendance and session.half_day is not None
        end = ends[session.training_id, session.date, session.half_day] if counts else session.ends_at
        if session.starts_at - OPENS_BEFORE <= now < end:
            found.append(session)
    return found


def match(sessions: Iterable[TrainingSession], typed: str, now: dt.datetime) -> TrainingSession | None:
    """The session whose screen shows this code."""
    return next((session for session in sessions if codes.accepts(session.code_secret, typed, now)), None)


def ticket_for(session: TrainingSession, person: Person, now: dt.datetime) -> str:
    """A signed word that she read the right code of this session at ``now``."""
    return signing.dumps({"s": session.pk, "p": person.pk, "t": now.timestamp()}, salt=SALT, compress=True)


def read_ticket(ticket: str, person: Person) -> tuple[int, dt.datetime] | None:
    """The session's id and the time of a ticket of hers that has not expired."""
    try:
        data = signing.loads(ticket, salt=SALT, max_age=TICKET_SECONDS)
    except signing.BadSignature:
        return None
    if data["p"] != person.pk:
        return None
    return data["s"], dt.datetime.fromtimestamp(data["t"], tz=dt.UTC)
