"""A person's own values in the audit: closed with her key, gone when it is destroyed.

Each person has a key of her own (Fernet: AES-128-CBC with HMAC-SHA256), which lies in ``PersonKey`` wrapped
by a key made from ``SECRET_KEY``. An entry's values are canonical JSON, field → [before, after], closed with
the key of the person the entry is about; without one, with the actor's, whose own words they then are. The
chain goes over the closed bytes, so it still verifies when nobody can read them any more.
"""

from __future__ import annotations

import enum
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from cryptography.fernet import Fernet, InvalidToken
from django.utils import timezone

from lms.audit import canonical
from lms.audit.keys import PEOPLE
from lms.audit.models import AuditEntry, PersonKey
from lms.common import keys


class Gone(enum.Enum):
    """Why personal values cannot be read."""

    # The person's key was destroyed.
    ERASED = "erased"
    # The key is wrapped by a secret that this site no longer has, or the text is none of ours.
    UNREADABLE = "unreadable"


ERASED: Literal[Gone.ERASED] = Gone.ERASED
UNREADABLE: Literal[Gone.UNREADABLE] = Gone.UNREADABLE
Values = dict[str, Any] | Gone

# Fields whose values belong to a person, wherever they are met.
PERSONAL_FIELDS = frozenset(
    {
        "address", "applicant", "badge", "badge_number", "birth_date", "city_of_birth", "comment", "date_of_birth",
        "display_name", "e_mail", "email", "emails", "employee_number", "family_name", "first_name", "full_name",
        "function", "given_name", "holder", "id_number", "ip", "ip_address", "last_name", "message", "mobile", "name",
        "new_email", "note", "old_email", "passport", "person_name", "phone", "phone_number", "photo", "position",
        "printed_name", "rank", "recipient", "service_number", "supervisor", "supervisor_email", "supervisor_name",
        "telephone", "unit", "user_agent", "username",
    }
)  # fmt: skip


# What an address of mail looks like, wherever it stands.
_ADDRESS = re.compile(r"[^\s@]@[^\s@]+\.[^\s@]")


def is_personal(name: str, value: Any) -> bool:
    """Whether a field's name says that its values belong to a person, or an address of mail stands among them."""
    return name in PERSONAL_FIELDS or any(_ADDRESS.search(text) for text in _texts(value))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield str(key)
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def close(keeper_id: int, values: Mapping[str, Any]) -> str:
    """``values`` closed with the key of the person; empty once her key is destroyed: nothing is kept of her again."""
    box = _box(keeper_id)
    return box.encrypt(canonical.encode(dict(values))).decode() if box else ""


def read(entries: Iterable[AuditEntry]) -> dict[int, Values]:
    """The personal values of those of ``entries`` that hold any, by the entry's number. One query."""
    chosen = [entry for entry in entries if entry.personal]
    people = {entry.keeper_id for entry in chosen} - {None}
    wrapped = dict(PersonKey.objects.filter(person__in=people).values_list("person_id", "wrapped")) if people else {}
    outer = keys.box(PEOPLE)
    opened: dict[int, Fernet | Gone] = {}
    found: dict[int, Values] = {}
    for entry in chosen:
        keeper = entry.keeper_id or 0
        if keeper not in opened:
            # No row at all: whoever erases a key may also drop its row.
            opened[keeper] = _unwrap(outer, wrapped[keeper]) if wrapped.get(keeper) else ERASED
        found[entry.pk] = _open(opened[keeper], entry.personal)
    return found


def destroy(person_ids: Iterable[int]) -> int:
    """Make the values of these persons unreadable for good; return how many keys there were."""
    ids = set(person_ids)
    now = timezone.now()
    # Who never had a key gets none later. First, because this waits for a key that somebody is making at this moment,
    # which the update then sees.
    PersonKey.objects.bulk_create(
        [PersonKey(person_id=pk, wrapped="", destroyed_at=now) for pk in sorted(ids)], ignore_conflicts=True
    )
    return PersonKey.objects.filter(person__in=ids, destroyed_at=None).update(wrapped="", destroyed_at=now)


def rewrap() -> int:
    """Wrap every key under today's secret, so that an older one may leave ``SECRET_KEY_FALLBACKS``."""
    outer = keys.box(PEOPLE)
    done = 0
    for pk, wrapped in PersonKey.objects.filter(destroyed_at=None).values_list("pk", "wrapped").iterator(1000):
        # A key destroyed meanwhile stays destroyed.
        done += PersonKey.objects.filter(pk=pk, wrapped=wrapped).update(wrapped=outer.rotate(wrapped).decode())
    return done


def _box(person_id: int) -> Fernet | None:
    outer = keys.box(PEOPLE)
    wrapped = PersonKey.objects.filter(pk=person_id).values_list("wrapped", flat=True).first()
    if wrapped is None:
        fresh = PersonKey(person_id=person_id, wrapped=outer.encrypt(Fernet.generate_key()).decode())
        # Two at once: both then use the key of the first.
        PersonKey.objects.bulk_create([fresh], ignore_conflicts=True)
        wrapped = PersonKey.objects.values_list("wrapped", flat=True).get(pk=person_id)
    return Fernet(outer.decrypt(wrapped)) if wrapped else None


def _unwrap(outer: Any, wrapped: str) -> Fernet | Gone:
    try:
        return Fernet(outer.decrypt(wrapped))
    except InvalidToken:
        return UNREADABLE


def _open(box: Fernet | Gone, text: str) -> Values:
    if isinstance(box, Gone):
        return box
    try:
        values: dict[str, Any] = json.loads(box.decrypt(text))
    except InvalidToken:
        return UNREADABLE
    return values
