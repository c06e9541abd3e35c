"""Small parts for the ``personal.py`` of a package: which rows are a person's, and how they go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet

type Rows = Callable[[AbstractBaseUser], QuerySet[Any]]
type Expired = Callable[[dt.datetime], QuerySet[Any]]


def owned(model: str, *paths: str) -> Rows:
    """Rows of ``model`` ("app.Model") that lead to the person by one of ``paths`` (lookups to a person)."""

    def rows(person: AbstractBaseUser) -> QuerySet[Any]:
        condition = Q()
        for path in paths:
            condition |= Q(**{path: person.pk})
        found: QuerySet[Any] = apps.get_model(model)._default_manager.filter(condition).order_by("pk")
        return found

    return rows


def deleted(rows: Rows) -> Callable[[AbstractBaseUser], int]:
    """An ``erase`` that deletes the rows; returns how many there were."""

    @transaction.atomic
    def erase(person: AbstractBaseUser) -> int:
        found = rows(person)
        count = found.count()
        found.delete()
        return count

    return erase


def blanked(rows: Rows, **values: Any) -> Callable[[AbstractBaseUser], int]:
    """An ``erase`` that keeps the rows and sets fields of them to ``values``."""

    def erase(person: AbstractBaseUser) -> int:
        return rows(person).order_by().update(**values)

    return erase


def older_than(model: str, field: str, days: int, **conditions: Any) -> Expired:
    """An ``expired``: rows whose ``field`` lies more than ``days`` back."""

    def expired(now: dt.datetime) -> QuerySet[Any]:
        limit = now - dt.timedelta(days=days)
        found: QuerySet[Any] = apps.get_model(model)._default_manager.filter(**{f"{field}__lt": limit}, **conditions)
        return found.order_by("pk")

    return expired


def delete_file(name: str | None) -> None:
    """Delete a stored file now; fine if it is gone. Erasing does it before its transaction ends, on purpose:
    if that fails, the row still says that there is work to do, while a file nobody knows of would stay for ever."""
    if name and default_storage.exists(name):
        default_storage.delete(name)
