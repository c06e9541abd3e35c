"""Close and open the door of an account."""

from __future__ import annotations

from allauth.usersessions.models import UserSession

from lms.audit.actions import record
from lms.people.models import Person


def end_access(*, person: Person, reason: str, actor: Person | None) -> None:
    """Close the account and end its sessions, in the caller's transaction."""
    if not person.is_active:
        return
    person.is_active = False
    person.save(update_fields=["is_active", "updated_at"])
    for session in UserSession.objects.filter(user=person):
        session.end()
    record(actor=actor, verb="people.end_access", target=person, about=person, changes={"reason": [None, reason]})


def restore_access(*, person: Person, actor: Person | None) -> None:
    """Open the account again."""
    if person.is_active:
        return
    person.is_active = True
    person.save(update_fields=["is_active", "updated_at"])
    record(actor=actor, verb="people.restore_access", target=person, about=person)
