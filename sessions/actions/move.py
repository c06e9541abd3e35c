"""Changes to one session: another time, another place, or not at all. The others stay."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.audit.actions import record
from lms.common.errors import Refused
from lms.people.models import Person
from sessions import timetable
from sessions.actions.agenda import check_place, own_words, refuse_conflicts, time_of
from sessions.following import tell_followers
from sessions.models import SessionStatus, TrainingSession, VenueSpace


def _locked(session: TrainingSession) -> TrainingSession:
    """The row as it is now, held until the transaction ends, so that SEQUENCE counts every change."""
    return (
        TrainingSession.objects.select_for_update(of=("self",)).select_related("training", "event").get(pk=session.pk)
    )


def presenters_of(session: TrainingSession) -> list[Person]:
    return [p.person for p in session.presenters.select_related("person") if p.person is not None]


@transaction.atomic
def move_session(
    *,
    session: TrainingSession,
    date: dt.date,
    starts: dt.time,
    ends: dt.time,
    actor: Person | None,
    reason: str = "",
    override_reason: str = "",
) -> TrainingSession:
    """Move a session to another wall time of its venue: same UID, SEQUENCE + 1. The same time changes nothing.

    Raises Refused (``cancelled``, ``ends_before_start``, ``no_such_time``, ``busy``, ``outside_training``, ``rated``).
    """
    fresh = _locked(session)
    if fresh.is_cancelled:
        raise Refused(_("This session was cancelled."), code="cancelled")
    if (fresh.date, fresh.starts, fresh.ends) == (date, starts, ends):
        return fresh
    first = fresh.training.starts_on
    if first is not None:
        if date < first:
            raise Refused(_("This day is before the training begins."), code="outside_training", field="date")
        fresh.day = (date - first).days + 1
    before = time_of(fresh)
    fresh.date, fresh.starts, fresh.ends = date, starts, ends
    fresh.status = SessionStatus.MOVED
    fresh.status_reason = reason.strip()[:200]
    timetable.reckon(fresh)
    refuse_conflicts(fresh, presenters=presenters_of(fresh), override_reason=override_reason)
    timetable.write(fresh)
    tell_followers(training=fresh.training, session=fresh)
    changes = {"time": [before, time_of(fresh)]}
    words = {"reason": ["", fresh.status_reason], "override": ["", override_reason.strip()]}
    record(actor=actor, verb="sessions.move_session", target=fresh, changes=changes, personal=own_words(actor, words))
    return fresh


@transaction.atomic
def change_place(
    *, session: TrainingSession, venue: VenueSpace | None, meeting_url: str, actor: Person | None
) -> TrainingSession:
    """Another hall or meeting link: SEQUENCE + 1, status as it was. Raises Refused."""
    fresh = _locked(session)
    if (fresh.venue_id, fresh.meeting_url) == (venue.pk if venue else None, meeting_url):
        return fresh
    check_place(fresh.training, venue=venue, meeting_url=meeting_url)
    changes = {"venue": [fresh.venue_id, venue.pk if venue else None], "link": [fresh.meeting_url, meeting_url]}
    fresh.venue, fresh.meeting_url = venue, meeting_url
    if not fresh.is_cancelled:
        # The time stays, and with it who is busy: a presenter who was booked twice with a reason is no news.
        refuse_conflicts(fresh, presenters=())
    timetable.write(fresh)
    record(actor=actor, verb="sessions.change_place", target=fresh, changes=changes)
    return fresh


@transaction.atomic
def cancel_session(*, session: TrainingSession, reason: str, actor: Person | None) -> TrainingSession:
    """It will not take place: SEQUENCE + 1, its time is free again, its attendance no longer counts.

    A second press changes nothing. Raises Refused (``reason_missing``).
    """
    if not reason.strip():
        raise Refused(_("Say why, so that people can read it."), code="reason_missing", field="reason")
    fresh = _locked(session)
    if fresh.is_cancelled:
        return fresh
    changes = {"status": [fresh.status, SessionStatus.CANCELLED.value]}
    words = {"reason": ["", reason.strip()[:200]]}
    fresh.status = SessionStatus.CANCELLED
    fresh.status_reason = reason.strip()[:200]
    timetable.write(fresh)
    record(actor=actor, verb="sessions.cancel_session", target=fresh, changes=changes, personal=own_words(actor, words))
    return fresh
