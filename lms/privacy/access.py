"""Who may look at requests about data, and who may answer them."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from lms.people.access import signed_in
from lms.people.models import Person, Role


def may_read(person: Person) -> bool:
    """Data-protection officers, and administrators for their work with accounts."""
    return person.has_role(Role.DATA_PROTECTION_OFFICER) or person.has_role(Role.ADMINISTRATOR)


def may_answer(person: Person) -> bool:
    """Data-protection officers alone: an administrator reads only."""
    return person.has_role(Role.DATA_PROTECTION_OFFICER)


def reader(request: HttpRequest) -> Person:
    """The person logged in, who may read. Raises PermissionDenied."""
    person = signed_in(request)
    if not may_read(person):
        raise PermissionDenied
    return person


def officer(request: HttpRequest) -> Person:
    """The person logged in, who may answer. Raises PermissionDenied."""
    person = signed_in(request)
    if not may_answer(person):
        raise PermissionDenied
    return person
