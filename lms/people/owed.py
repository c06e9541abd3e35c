"""What a person owes before she is served: asked alike by pages and by open sockets.

Pages ask at each request (``lms.people.middleware``); sockets when they open and every second
(``lms.rooms.bouncer``), since no request passes there.
"""

from __future__ import annotations

import enum
import time
from collections.abc import Iterable, Mapping
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings

from lms.people import agreements
from lms.people.models import Person, RoleGrant
from lms.people.models.grant import STAFF_ROLES
from lms.people.stepup import BEGAN, SEEN

IDLE_SECONDS = 12 * 3600
"""After so long without a page a session is over."""
LONGEST_SECONDS = 7 * 24 * 3600
"""So old a session gets, however busy."""


class Owed(enum.Enum):
    """The first thing that is missing."""

    LOG_IN = "log-in"
    SECOND_FACTOR = "second factor"
    AGREEMENTS = "agreements"


def what_is_owed(person: Person, session: Mapping[str, Any], *, undisturbed: bool = False) -> Owed | None:
    """What ``person`` has to do first; None: nothing.

    ``undisturbed`` is for what ``agreements.undisturbed`` marks among the pages: a running test and a live room
    do not ask for agreements; she is asked at her next page.
    """
    if is_over(session):
        return Owed.LOG_IN
    if lacks_second_factor(person):
        return Owed.SECOND_FACTOR
    if not undisturbed and owes_agreements(person, session):
        return Owed.AGREEMENTS
    return None


def is_over(session: Mapping[str, Any], now: float | None = None) -> bool:
    """Whether a session is too old, or nobody used it for too long (seconds since 1970)."""
    now = int(time.time() if now is None else now)
    seen, began = int(session.get(SEEN, now)), int(session.get(BEGAN, now))
    return now - seen > IDLE_SECONDS or now - began > LONGEST_SECONDS


def lacks_second_factor(person: Person) -> bool:
    """Whether she has a staff role or the support desk, and no second factor."""
    if not settings.REQUIRE_MFA or not (person.is_team or person.is_staff or person.is_superuser):
        return False
    return not get_adapter().is_mfa_enabled(person)


def who_lacks_second_factor(people: Iterable[Person]) -> set[int]:
    """The same for many at once: ids of those of ``people``, in two queries."""
    if not settings.REQUIRE_MFA:
        return set()
    found = {person.pk: person.is_staff or person.is_superuser for person in people}
    team = set(RoleGrant.objects.filter(person_id__in=found, role__in=STAFF_ROLES).values_list("person_id", flat=True))
    must = {pk for pk, is_desk in found.items() if is_desk or pk in team}
    return must - set(Authenticator.objects.filter(user_id__in=must).values_list("user_id", flat=True))


def owes_agreements(person: Person, session: Mapping[str, Any]) -> bool:
    """Whether a version in force waits for her yes; a session that was asked before is not asked again."""
    if not settings.ASK_AGREEMENTS or session.get(agreements.SESSION_KEY) == agreements.mark_in_force():
        return False
    return bool(agreements.outstanding(person))
