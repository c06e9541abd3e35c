"""Who is at the door: the person behind a socket's session, and whether she may still be here."""

from __future__ import annotations

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
from lms.rooms.access import RoomRights, rights_of_many
from lms.rooms.models import Room

_engine = import_module(settings.SESSION_ENGINE)


@dataclass(frozen=True)
class Visitor:
    """A logged-in person by the session she came with."""

    person_id: int
    session_key: str
    password_mark: str


def visitor_of(headers: Sequence[tuple[bytes, bytes]]) -> Visitor | None:
    """The person whose session cookie a handshake carries; None: nobody is logged in."""
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
    return Visitor(person.pk, key, mark)


def look_again(
    visitors: Mapping[int, Sequence[Visitor]],
) -> dict[tuple[int, Visitor], RoomRights | Literal["logged out"] | None]:
    """The rights that each visitor of each room has now; a constant number of queries per room."""
    everyone = {visitor for found in visitors.values() for visitor in found}
    sessions = _open_sessions([visitor.session_key for visitor in everyone])
    people = _in_chunks({visitor.person_id for visitor in everyone})
    marks = {pk: person.get_session_auth_hash() for pk, person in people.items()}
    rooms = Room.objects.in_bulk(visitors)
    verdicts: dict[tuple[int, Visitor], RoomRights | Literal["logged out"] | None] = {}
    for room_id, found in visitors.items():
        room = rooms.get(room_id)
        present = [people[pk] for pk in {v.person_id for v in found} if pk in people]
        rights = rights_of_many(room, present) if room is not None else {}
        for visitor in found:
            signed_in = visitor.session_key in sessions and marks.get(visitor.person_id) == visitor.password_mark
            verdicts[room_id, visitor] = rights.get(visitor.person_id) if signed_in else "logged out"
    return verdicts


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
