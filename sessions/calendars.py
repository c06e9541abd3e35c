"""Sessions as iCalendar (RFC 5545): the feed, the download and the mail show the same entries.

Titles are discreet, because people share calendars: no topic, no training, no names, no place. The
link leads, after log-in, to the rest. UID never changes; SEQUENCE is the session's own.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from icalendar import Calendar, Event

from lms.people.models import Person
from sessions.models import CalendarLink, SessionKind, TrainingSession

PRODID = "-//AI for Safer Children//Sessions//EN"
# What a calendar program keeps of the past, and how far it looks ahead.
BEHIND = dt.timedelta(days=60)
AHEAD = dt.timedelta(days=400)


def entry(session: TrainingSession) -> Event:
    """One session as a VEVENT, in the active language."""
    event = Event()
    event.add("uid", session.uid)
    event.add("dtstamp", session.announced_at.astimezone(dt.UTC))
    event.add("last-modified", session.announced_at.astimezone(dt.UTC))
    event.add("sequence", session.sequence)
    event.add("dtstart", session.starts_at.astimezone(session.zone))
    event.add("dtend", session.ends_at.astimezone(session.zone))
    title = gettext("Training session")
    event.add("summary", gettext("Cancelled: %(title)s") % {"title": title} if session.is_cancelled else title)
    event.add("status", "CANCELLED" if session.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if session.is_cancelled else "OPAQUE")
    event.add("class", "PRIVATE")
    event.add("url", settings.BASE_URL + reverse("sessions:session", args=[session.pk]))
    return event


def calendar_file(sessions: Iterable[TrainingSession], *, language: str) -> bytes:
    """A published calendar of ``sessions`` without their breaks, with a VTIMEZONE per zone."""
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    with translation.override(language):
        calendar.add("x-wr-calname", gettext("Training sessions"))
        calendar.add("refresh-interval", dt.timedelta(hours=1), {"VALUE": "DURATION"})
        for session in sessions:
            if session.kind != SessionKind.BREAK:
                calendar.add_component(entry(session))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def feed_sessions(person: Person, now: dt.datetime | None = None) -> list[TrainingSession]:
    """What her personal feed holds: trainings in which she has a seat or that she staffs; cancelled ones too."""
    now = now or timezone.now()
    window = TrainingSession.objects.filter(starts_at__gt=now - BEHIND, starts_at__lt=now + AHEAD)
    own = window.attended_by(person) | window.staffed_by(person)
    return list(own.distinct().order_by("starts_at", "pk"))


def hash_of(token: str) -> str:
    """What is kept of a token: its SHA-256. It has 256 random bits, so it needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def person_of_token(token: str) -> Person | None:
    """Whose feed a token opens; None for an unknown or revoked one, and for who may no longer log in."""
    link = (
        CalendarLink.objects.select_related("person")
        .filter(token_hash=hash_of(token), revoked_at=None, person__is_active=True)
        .first()
    )
    return link.person if link else None
