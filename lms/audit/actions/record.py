"""Write down what somebody did."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from lms.audit import personal_values
from lms.audit.models import AuditEntry

# From here on PostgreSQL gives a number back as a whole one.
LARGE = 1e15


def record(
    *,
    actor: AbstractBaseUser | AnonymousUser | None,
    verb: str,
    target: models.Model,
    changes: Mapping[str, Any] | None = None,
    about: AbstractBaseUser | None = None,
    personal: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Write one row in the caller's transaction.

    ``verb`` is ``package.verb``, with its sentence in ``lms.audit.verbs``; ``actor`` is None for the clock and
    for commands; ``about`` is the person whose data it concerns. ``changes`` maps a field to
    ``[before, after]`` of neutral values: states, dates, numbers, codes, ids. ``personal`` does the same for
    values that belong to a person (names, addresses, numbers, her words): they are kept closed under the
    key of ``about``, or of ``actor`` where it is about nobody, until ``destroy_key`` ends it. Raises
    ``ValueError`` for personal values of nobody. A well-known personal field or an address that stands in
    ``changes`` is kept closed all the same, with a warning, which fails the tests.
    """
    neutral = _plain(dict(changes or {}))
    own = _plain(dict(personal or {}))
    misplaced = sorted(name for name, value in neutral.items() if personal_values.is_personal(name, value))
    if misplaced:
        warnings.warn(f"{verb}: {', '.join(misplaced)} belong to a person: give them as personal=", stacklevel=2)
        own |= {name: neutral.pop(name) for name in misplaced}
    entry = AuditEntry(
        actor_id=actor.pk if actor is not None else None,
        verb=verb,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        about_id=about.pk if about is not None else None,
        changes=neutral,
    )
    if own:
        if entry.keeper_id is None:
            raise ValueError(f"{verb}: {', '.join(sorted(own))} belong to a person, and none is named")
        entry.personal = personal_values.close(entry.keeper_id, own)
    entry.save(force_insert=True)
    return entry


def _plain(value: Any) -> Any:
    """``value`` as JSON's own kinds, such that both databases give back what they got."""
    if isinstance(value, Mapping):
        return {_text(str(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) and abs(value) < LARGE else repr(value)
    if isinstance(value, models.Model):
        return value.pk if isinstance(value.pk, int | str) else str(value.pk)
    try:
        return DjangoJSONEncoder().default(value)
    except TypeError:
        return _text(str(value))


def _text(text: str) -> str:
    # A str of another class (a choice, a marked-safe text) becomes a plain one; what is no character goes.
    return str.__str__(text).replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
