"""What an administrator does to somebody's account. Who is one is asked by the callers.

Nobody does any of it to herself, the accounts of those who run the site itself are theirs alone, and one
administrator of every country is always left.
"""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.audit.actions import record
from lms.common.errors import Refused
from lms.people.access import bolt_of
from lms.people.actions.access import end_access, end_sessions, restore_access
from lms.people.actions.grants import grant_role, leave_an_administrator, revoke_role
from lms.people.actions.tell import tell_of_account
from lms.people.models import Country, Person, Role, RoleGrant

# The roles that can be held for single countries; the others look after the whole site.
BY_COUNTRY = frozenset({Role.COORDINATOR.value, Role.REVIEWER.value, Role.AUDITOR.value})


def untouchable(*, person: Person, actor: Person) -> Refused | None:
    """Why ``actor`` changes nothing about the account of ``person``; None if she may."""
    if person.pk == actor.pk:
        return Refused(_("This is your own account. Another administrator has to look at it."), code="own_account")
    if (person.is_superuser or person.is_staff) and not actor.is_superuser:
        return Refused(_("This account runs the site itself. Only those who run the site change it."), code="operator")
    return None


@transaction.atomic
def give_role(*, person: Person, role: str, country: Country | None, actor: Person) -> RoleGrant:
    """Give ``role`` for ``country`` (None: every country); repeating it changes nothing.

    Raises Refused: ``own_account``, ``operator``, ``every_country`` for a role that no single country has.
    """
    _check(person, actor)
    if country is not None and role not in BY_COUNTRY:
        raise Refused(
            _("This role is for the whole site. Choose every country."), code="every_country", field="country"
        )
    return grant_role(person=person, role=role, country=country, actor=actor)


@transaction.atomic
def take_role(*, grant: RoleGrant, actor: Person) -> None:
    """Take a role back. Raises Refused: ``own_account``, ``operator``, ``last_administrator``."""
    _check(grant.person, actor)
    if grant.role == Role.ADMINISTRATOR and grant.country_id is None:
        leave_an_administrator(grant.person)
    revoke_role(grant=grant, actor=actor)


@transaction.atomic
def close_account(*, person: Person, reason: str, actor: Person) -> bool:
    """End her access for a ``reason`` that stands, closed, in the audit; nobody is told. False if it had ended.

    Raises Refused: ``own_account``, ``operator``, ``no_reason``, ``last_administrator``.
    """
    _check(person, actor)
    _need(reason)
    leave_an_administrator(person)
    return end_access(person=person, reason="closed", words=reason, actor=actor)


@transaction.atomic
def reopen_account(*, person: Person, actor: Person) -> bool:
    """She may log in again, with the roles she has. False if she could all the time.

    Raises Refused: ``own_account``, ``operator``, ``bolted`` where another room keeps the account closed.
    """
    _check(person, actor)
    bolt = bolt_of(person)
    if bolt is not None:
        raise Refused(bolt.why, code="bolted")
    return restore_access(person=person, reason="reopened", actor=actor)


@transaction.atomic
def reset_second_factor(*, person: Person, reason: str, actor: Person) -> None:
    """Remove app, passkeys and recovery codes of somebody who lost them, end her sessions, and tell her by mail.

    Her password stays. Staff are led to set up a new one at their next log-in.
    Raises Refused: ``own_account``, ``operator``, ``no_reason``, ``no_second_factor``.
    """
    _check(person, actor)
    _need(reason)
    rows = Authenticator.objects.select_for_update().filter(user=person)
    kinds = sorted({row.type for row in rows})
    if not kinds:
        raise Refused(_("There is no second factor on this account."), code="no_second_factor")
    Authenticator.objects.filter(user=person).delete()
    end_sessions(person=person)
    tell_of_account(person=person, kind="second_factor_reset")
    record(
        actor=actor,
        verb="people.reset_second_factor",
        target=person,
        about=person,
        changes={"second_factor": [", ".join(kinds), None]},
        personal={"reason": [None, reason]},
    )


def _check(person: Person, actor: Person) -> None:
    refusal = untouchable(person=person, actor=actor)
    if refusal is not None:
        raise refusal


def _need(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Give the reason. Only staff read it."), code="no_reason", field="reason")
