"""Give a person a role, or take it back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.audit.actions import record
from lms.common.errors import Refused
from lms.people.models import Country, Person, Role, RoleGrant


@transaction.atomic
def grant_role(*, person: Person, role: str, country: Country | None, actor: Person) -> RoleGrant:
    """The grant of ``role`` for ``country`` (None: every country); the same one if she has it already."""
    grant, is_new = RoleGrant.objects.get_or_create(
        person=person, role=role, country=country, defaults={"granted_by": actor}
    )
    if is_new:
        record(
            actor=actor,
            verb="people.grant_role",
            target=grant,
            about=person,
            changes={"role": [None, role], "country": [None, country.pk if country else "all"]},
        )
    return grant


@transaction.atomic
def revoke_role(*, grant: RoleGrant, actor: Person) -> None:
    """End the grant; from her next request on it no longer counts."""
    record(
        actor=actor,
        verb="people.revoke_role",
        target=grant,
        about=grant.person,
        changes={"role": [grant.role, None], "country": [grant.country_id or "all", None]},
    )
    grant.delete()


def leave_an_administrator(person: Person) -> None:
    """Refuse (``last_administrator``) if ``person`` is the only open account that administers every country.

    Call it before whatever takes her access or that role. Holds the grants of all of them until the caller's
    transaction ends, so that of two who close each other at once one is refused.
    """
    grants = RoleGrant.objects.select_for_update().filter(role=Role.ADMINISTRATOR, country=None).order_by("pk")
    holders = {grant.person_id for grant in grants}
    if set(Person.objects.filter(pk__in=holders, is_active=True).values_list("pk", flat=True)) == {person.pk}:
        raise Refused(
            _("This is the last administrator. Give somebody else that role first."), code="last_administrator"
        )
