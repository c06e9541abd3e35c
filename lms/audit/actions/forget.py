"""Make what the audit keeps of a person's own values unreadable."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from lms.audit import personal_values


def destroy_key(*, person: AbstractBaseUser) -> bool:
    """End the person's key; False if none was there. Entries stay, the chain holds, her values are gone.

    Also from now on nothing personal of hers is kept. What the database has written to disk before is its
    matter: SQLite overwrites (``secure_delete``), PostgreSQL after its next VACUUM; older backups hold
    the key as long as they are kept.
    """
    return bool(destroy_keys(person_ids=[person.pk]))


def destroy_keys(*, person_ids: Iterable[int]) -> int:
    """The same for many; return how many keys there were."""
    with transaction.atomic():
        return personal_values.destroy(person_ids)
