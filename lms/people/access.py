"""The person behind a request, who looks after accounts, and which doors stay closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.functional import Promise

from lms.audit.models import AuditEntry
from lms.people.models import Person, Role


def signed_in(request: HttpRequest) -> Person:
    """The person who is logged in. Views behind the log-in may rely on it.

    Raises PermissionDenied on a view that forgot that it lets anybody in.
    """
    if isinstance(request.user, Person):
        return request.user
    raise PermissionDenied


def runs_accounts(person: Person) -> bool:
    """Whether she looks after accounts, roles and agreements: an administrator of every country."""
    return person.countries_of(Role.ADMINISTRATOR) is None


def administrator(request: HttpRequest) -> Person:
    """The administrator who is logged in. Raises PermissionDenied for everybody else."""
    person = signed_in(request)
    if not runs_accounts(person):
        raise PermissionDenied
    return person


@dataclass(frozen=True)
class Bolt:
    """Why an account stays closed, in a sentence, and the page where that can be changed."""

    why: str | Promise
    url: str


_bolts: list[Callable[[Person], Bolt | None]] = []


def register_bolt(look: Callable[[Person], Bolt | None]) -> None:
    """Let a room above say of a person that her account is not to be opened from here; once, in ``ready()``."""
    if look not in _bolts:
        _bolts.append(look)


def bolt_of(person: Person) -> Bolt | None:
    """The first thing that keeps her account closed; None if an administrator may open it."""
    return next((bolt for look in _bolts if (bolt := look(person)) is not None), None)


def why_closed(person: Person) -> str:
    """The code of what closed her account, as the audit has it (``closed``, ``suspended``, …).

    Empty while it is open, and where nothing tells: what was closed at the support desk has no code.
    """
    if person.is_active:
        return ""
    last = AuditEntry.objects.filter(about=person.pk, changes__has_key="is_active").order_by("-pk").first()
    was, reason = (last.changes["is_active"], last.changes.get("reason")) if last else ([None, True], None)
    return str(reason[1]) if reason and not was[1] else ""
