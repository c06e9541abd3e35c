"""Who may read the audit, and who is told when something is wrong.

The roles are named as ``lms.people`` names them; this room stands below it and asks the person herself.
"""

from __future__ import annotations

from typing import Any

READERS = frozenset({"administrator", "auditor"})
WATCHERS = frozenset({"administrator", "data_protection_officer"})


def can_read(person: Any) -> bool:
    """Whether the person reads the audit: an administrator or an auditor."""
    return bool(person.is_authenticated) and any(person.has_role(role) for role in READERS)


def widest_limit(person: Any, limits: dict[str, int]) -> int:
    """The largest of the limits of her roles; without a role that is named, that of ``""``."""
    return max((number for role, number in limits.items() if role and person.has_role(role)), default=limits[""])
