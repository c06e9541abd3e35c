"""Who is at the door: the person behind a socket's session, and whether she may still be here.

A socket asks for what the room's page asks for (``lms.people.owed``): a session that is not over, and of staff the
second factor. Agreements are not asked for in a live room, by its page neither; she is asked at her next page.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import parse_cookie
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from lms.people.models import Person
from lms.people.owed import is_over, what_is_owed, who_lacks_second_factor
from lms.people.stepup import BEGAN, SEEN
from lms.rooms.access import RoomRights, rights_of_many
from lms.rooms.models import Room

_engine = import_module(settings.SESSION_ENGINE)


@dataclass(frozen=True)
class Visitor:
    """A logged-in person by the session she came with."""

    person_id: int
    session_key: str
    password_mark: str
    began: int
    """When she logged in, in seconds since 1970."""
    seen: int
    """When she last opened a page, as far as the session knew at the handshake."""


def visitor_of(headers: Sequence[tuple[bytes, bytes]]) -> Visitor | None:
    """The person whose session cookie a handshake carries; None: nobody is logged in, or she owes something first."""
    cookies = b"; ".join(value for name, value in headers if name == b"cookie").decode("latin1")
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME, "")
    if not key:
        return None
    session: Mapping[str, Any] = _engine.SessionStore(key)
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    person = Person.objects.filter(pk=session.get(SESSION_KEY, 0), is_active=True).first()
    mark = str(session.get(HASH_SESSION_KEY, ""))
    # A changed password ends the sessions that began with the old one.
    if person is None or not constant_time_compare(mark, person.get_session_auth_hash()):
        return None
    if what_is_owed(person, session, undisturbed=True) is not None:
        return None
    now = int(time.time())
    return Visitor(person.pk, key, mark, int(session.get(BEGAN, now)), int(session.get(SEEN, now)))


def look_again(
    visitors: Mapping[int, Sequence[Visitor]],
) -> dict[tuple[int, Visitor], RoomRights | Literal["logged out"] | None]:
    """The rights that each visitor of each room has now; a constant number of queries per room."""
    everyone = {visitor for found in visitors.values() for visitor in found}
    sessions = _open_sessions([visitor.session_key for visitor in everyone])
    people = _in_chunks({visitor.person_id for visitor in everyone})
    marks = {pk: person.get_session_auth_hash() for pk, person in people.items()}
    lacking = who_lacks_second_factor(people.values())
    over = {visitor for visitor in everyone if _is_over(visitor)}
    rooms = Room.objects.in_bulk(visitors)
    verdicts: dict[tuple[int, Visitor], RoomRights | Literal["logged out"] | None] = {}
    for room_id, found in visitors.items():
        room = rooms.get(room_id)
        present = [people[pk] for pk in {v.person_id for v in found} if pk in people]
        rights = rights_of_many(room, present) if room is not None else {}
        for visitor in found:
            signed_in = visitor.session_key in sessions and marks.get(visitor.person_id) == visitor.password_mark
            is_served = signed_in and visitor not in over and visitor.person_id not in lacking
            verdicts[room_id, visitor] = rights.get(visitor.person_id) if is_served else "logged out"
    return verdicts


def _is_over(visitor: Visitor) -> bool:
    """Whether her session has come to its end. It is read again only where she may have opened a page meanwhile."""
    if not is_over({BEGAN: visitor.began, SEEN: visitor.seen}):
        return False
    return is_over({BEGAN: visitor.began}) or is_over(_engine.SessionStore(visitor.session_key))


def _in_chunks(ids: set[int]) -> dict[int, Person]:
    ordered, found = sorted(ids), dict[int, Person]()
    for start in range(0, len(ordered), 500):
        found |= Person.objects.filter(is_active=True).in_bulk(ordered[start : start + 500])
    return found


def _open_sessions(keys: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(keys), 500):
        rows = Session.objects.filter(session_key__in=keys[start : start + 500], expire_date__gt=timezone.now())
        found.update(rows.values_list("session_key", flat=True))
    return found
