"""Which addresses a person has and had here. What came in before there was an account leads to her by them only."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q

from lms.audit import personal_values
from lms.audit.models import AuditEntry

# As ``lms.privacy`` writes them.
CHANGED, TAKEN_BACK, MERGED = "privacy.change_address", "privacy.undo_address", "privacy.merge"


class Address(NamedTuple):
    """An address, and until when it was hers; None: it is today."""

    email: str
    until: dt.datetime | None


def addresses_of(person: AbstractBaseUser) -> tuple[Address, ...]:
    """Her address, those that she confirmed, and those of earlier days, which the audit keeps closed under her key.

    Those of records that were merged into hers are among them; one that she only asked for, or that a thief of the
    account had put there, is not. Read once for each ``person`` in memory.
    """
    kept: tuple[Address, ...] | None = person.__dict__.get("_addresses")
    if kept is None:
        kept = person.__dict__["_addresses"] = _read(person)
    return kept


def _read(person: AbstractBaseUser) -> tuple[Address, ...]:
    confirmed = EmailAddress.objects.filter(user=person.pk, verified=True).values_list("email", flat=True)
    now = {email.lower() for email in (str(getattr(person, "email", "")), *confirmed) if email}
    earlier = {one.email: one for one in _earlier(int(person.pk)) if one.email not in now}
    return (*(Address(email, None) for email in sorted(now)), *earlier.values())


def _earlier(pk: int) -> list[Address]:
    entries = list(AuditEntry.objects.filter(about=pk, verb__in=(CHANGED, TAKEN_BACK, MERGED)).order_by("pk"))
    values = personal_values.read(entries)
    found: list[tuple[str, Address]] = []
    merged: list[Address] = []
    for entry in entries:
        told = values.get(entry.pk)
        if not isinstance(told, dict) or "email" not in told:
            continue
        before = Address(str(told["email"][0]).lower(), entry.at)
        if entry.verb == TAKEN_BACK:
            # From the change that was not hers on, nothing was.
            number = next((n for n, (target, _one) in enumerate(found) if target == entry.target_id), len(found))
            del found[number:]
        elif entry.verb == MERGED:
            merged += [before, *_earlier(int(entry.target_id))]
        else:
            found.append((entry.target_id, before))
    return [*(one for _target, one in found), *merged]


def under(person: AbstractBaseUser, column: str, began: str) -> Q:
    """Rows whose ``column`` is an address of hers. For an earlier one ``began`` must lie before she gave it up:
    addresses of posts go from one officer to the next."""
    condition = Q(pk__in=())
    for email, until in addresses_of(person):
        hers = Q(**{f"{column}__iexact": email})
        condition |= hers & Q(**{f"{began}__lt": until}) if until else hers
    return condition
