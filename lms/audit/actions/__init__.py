"""What can be done with the audit: add to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from lms.audit.models import AuditEntry

__all__ = ["record"]


def record(
    *,
    actor: AbstractBaseUser | AnonymousUser | None,
    verb: str,
    target: models.Model,
    changes: Mapping[str, Any] | None = None,
    about: AbstractBaseUser | None = None,
) -> AuditEntry:
    """Write one row in the caller's transaction.

    ``verb`` is ``package.verb``; ``actor`` is None for the clock and for commands; ``changes`` maps a
    field to ``[before, after]`` (dates and numbers are written as text); ``about`` is the person whose
    data it concerns.
    """
    return AuditEntry.objects.create(
        actor_id=actor.pk if actor is not None else None,
        verb=verb,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        about_id=about.pk if about is not None else None,
        changes=_plain(dict(changes or {})),
    )


def _plain(value: Any) -> Any:
    """``value`` as JSON's own kinds; what JSON does not know becomes text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, models.Model):
        return value.pk if isinstance(value.pk, int | str) else str(value.pk)
    try:
        return DjangoJSONEncoder().default(value)
    except TypeError:
        return str(value)
