"""The first log-in of an approved person."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.audit.actions import record
from lms.common.errors import Refused
from lms.people.models import Person


@transaction.atomic
def set_first_password(*, person: Person, password: str) -> Person:
    """Set the password by which she logs in from now on. Raises Refused if she has one."""
    row = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if row.has_usable_password() or not row.is_active:
        raise Refused(_("You have a password already. Log in with it."), code="has_account")
    row.set_password(password)
    row.save(update_fields=["password", "updated_at"])
    record(actor=row, verb="people.open_account", target=row, about=row)
    return row
