"""Give a person a role, or take it back."""

from __future__ import annotations

from django.db import transaction

from lms.audit.actions import record
from lms.people.models import Country, Person, RoleGrant


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
