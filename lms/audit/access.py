"""Who may read the audit, and who is told when something is wrong.

The roles are named as ``lms.people`` names them; this room stands below it and asks the person herself.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

READERS = frozenset({"administrator", "auditor"})
VALUE_READERS = frozenset({"administrator"})
WATCHERS = frozenset({"administrator", "data_protection_officer"})


def can_read(person: Any) -> bool:
    """Whether the person reads the audit: an administrator or an auditor."""
    return _holds(person, READERS)


def can_read_values(person: Any) -> bool:
    """Whether she may open the closed values of persons: an administrator. An auditor sees that there are some."""
    return _holds(person, VALUE_READERS)


def can_open_lists(person: Any, alarm: Any) -> bool:
    """Whether she may open lists again that an alarm has closed: an administrator, for others."""
    return _holds(person, VALUE_READERS) and alarm.actor_id != person.pk


def visible_entries(person: Any) -> Q:
    """The entries that she reads: all; with a grant for some countries, those about people of these countries."""
    if not can_read(person):
        return Q(pk__in=[])
    covered: set[str] = set()
    for role in READERS:
        countries = person.countries_of(role)
        if countries is None:
            return Q(pk__isnull=False)
        covered |= countries
    return Q(about__country__in=covered)


def _holds(person: Any, roles: frozenset[str]) -> bool:
    return bool(person.is_authenticated) and any(person.has_role(role) for role in roles)


def widest_limit(person: Any, limits: dict[str, int]) -> int:
    """The largest of the limits of her roles; without a role that is named, that of ``""``."""
    return max((number for role, number in limits.items() if role and person.has_role(role)), default=limits[""])
