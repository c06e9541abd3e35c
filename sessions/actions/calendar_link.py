"""The personal calendar address: made new, or taken out of use."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils import timezone

from lms.people.models import Person
from sessions.calendars import hash_of
from sessions.models import CalendarLink


@transaction.atomic
def new_calendar_link(*, person: Person) -> str:
    """A new token for her feed; the one before it stops working. It is returned once and kept nowhere."""
    Person.objects.select_for_update().get(pk=person.pk)
    revoke_calendar_link(person=person)
    token = secrets.token_urlsafe(32)
    CalendarLink.objects.create(person=person, token_hash=hash_of(token))
    return token


def revoke_calendar_link(*, person: Person) -> bool:
    """Her feed's address stops working. False: there was none."""
    return bool(CalendarLink.objects.filter(person=person, revoked_at=None).update(revoked_at=timezone.now()))
