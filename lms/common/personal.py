"""What a package holds about a person: declared in its ``personal.py``, gathered by ``lms.privacy``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.functional import Promise

if TYPE_CHECKING:
    # Only the name of the type: common stands below people.
    from django.contrib.auth.models import AbstractBaseUser as Person


@dataclass(frozen=True)
class Holding:
    """One kind of row about a person.

    ``title`` and ``why`` are plain words for the person herself. ``rows`` are hers, ``fields`` what an export
    says of each, ``files`` the fields that hold files. ``erase`` takes out of the rows what is personal and
    returns how many it changed; None: the rows hold nothing once the person's own record is anonymised.
    ``keep_days`` and ``expired`` are the retention: rows that are due at a moment.
    """

    model: str
    title: str | Promise
    why: str | Promise
    rows: Callable[[Person], QuerySet[Any]]
    fields: tuple[str, ...]
    files: tuple[str, ...] = ()
    erase: Callable[[Person], int] | None = None
    keep_days: int | None = None
    expired: Callable[[datetime], QuerySet[Any]] | None = None
