from __future__ import annotations

from lms.people.models import Person


def end_access(*, person: Person, reason: str, actor: Person | None) -> bool:
    """Stand-in."""
    return bool(Person.objects.filter(pk=person.pk, is_active=True).update(is_active=False))
