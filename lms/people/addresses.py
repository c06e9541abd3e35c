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
    """An address, and from when until when it was hers: since None is not known, until None is today."""

    email: str
    since: dt.datetime | None
    until: dt.datetime | None

    def covers(self, began: str) -> Q:
        """Rows whose time in the column ``began`` lies in these days."""
        after = Q(**{f"{began}__gte": self.since}) if self.since else Q()
        return after & Q(**{f"{began}__lt": self.until}) if self.until else after


def addresses_of(person: AbstractBaseUser) -> tuple[Address, ...]:
    """Her address, those that she confirmed, and those of earlier days, which the audit keeps closed under her key.

    Those of records that were merged into hers are among them; one that she only asked for, or that a thief of the
    account had put there, is not. One that she had, gave up and has again is told twice. Read once for each
    ``person`` in memory.
    """
    kept: tuple[Address, ...] | None = person.__dict__.get("_addresses")
    if kept is None:
        kept = person.__dict__["_addresses"] = _read(person)
    return kept


def _read(person: AbstractBaseUser) -> tuple[Address, ...]:
    confirmed = EmailAddress.objects.filter(user=person.pk, verified=True).values_list("email", flat=True)
    now = {email.lower() for email in (str(getattr(person, "email", "")), *confirmed) if email}
    earlier, newest = _earlier(int(person.pk))
    held = [Address(email, newest.get(email), None) for email in sorted(now)]
    # What an address of today covers from its beginning on need not be asked for twice.
    whole = {one.email for one in held if one.since is None}
    return (*held, *dict.fromkeys(one for one in earlier if one.email not in whole))


def _earlier(pk: int) -> tuple[list[Address], dict[str, dt.datetime]]:
    """The addresses of ``pk`` that were given up; and the one that the last change brought, with its beginning."""
    entries = list(AuditEntry.objects.filter(about=pk, verb__in=(CHANGED, TAKEN_BACK, MERGED)).order_by("pk"))
    values = personal_values.read(entries)
    changes: list[_Change] = []
    merged: list[Address] = []
    for entry in entries:
        told = values.get(entry.pk)
        if not isinstance(told, dict) or "email" not in told:
            continue
        before, after = (str(email).lower() for email in told["email"])
        if entry.verb == TAKEN_BACK:
            # From the change that was not hers on, nothing was.
            number = next((n for n, one in enumerate(changes) if one.target == entry.target_id), len(changes))
            del changes[number:]
        elif entry.verb == MERGED:
            earlier, newest = _earlier(int(entry.target_id))
            merged += [Address(before, newest.get(before), entry.at), *earlier]
        else:
            changes.append(_Change(entry.target_id, entry.at, before, after))
    found: list[Address] = []
    began: dict[str, dt.datetime] = {}
    for change in changes:
        found.append(Address(change.before, began.get(change.before), change.at))
        began = {change.after: change.at}
    return [*found, *merged], began


class _Change(NamedTuple):
    target: str
    at: dt.datetime
    before: str
    after: str


def under(person: AbstractBaseUser, column: str, began: str) -> Q:
    """Rows whose ``column`` is an address of hers, and whose time ``began`` lies in the days when it was:
    addresses of posts go from one officer to the next.

    Not every beginning is known. Rows that lead to somebody else are not hers, whatever address stands in them:
    the callers leave those out.
    """
    condition = Q(pk__in=())
    for one in addresses_of(person):
        condition |= Q(**{f"{column}__iexact": one.email}) & one.covers(began)
    return condition


def under_any(person: AbstractBaseUser, column: str) -> Q:
    """Rows whose ``column`` is an address that she has or had, from any time: something else must say which is hers."""
    condition = Q(pk__in=())
    for email in {one.email for one in addresses_of(person)}:
        condition |= Q(**{f"{column}__iexact": email})
    return condition
