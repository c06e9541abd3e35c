"""All holdings of the site, gathered from the packages' ``personal.py``."""

from __future__ import annotations

import functools
import importlib
import importlib.util
from collections.abc import Callable, Mapping
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet

from lms.common.personal import Holding

ACCOUNT = "people.Person"
# By these the others find rows that came in before there was an account (``lms.people.addresses``); the account itself
# comes last of all.
LAST = ("audit.AuditEntry", "privacy.Merge", "account.EmailAddress", ACCOUNT)

type Purge = Callable[[QuerySet[Any]], int]


def _modules() -> list[Any]:
    names = (f"{config.name}.personal" for config in apps.get_app_configs())
    return [importlib.import_module(name) for name in names if importlib.util.find_spec(name)]


@functools.cache
def holdings() -> tuple[Holding, ...]:
    """Every holding, in the order of the packages; what tells her addresses, and then the account, comes last."""
    found = [holding for module in _modules() for holding in getattr(module, "HOLDINGS", ())]
    return tuple(sorted(found, key=lambda one: LAST.index(one.model) if one.model in LAST else -1))


@functools.cache
def purges() -> Mapping[str, Purge]:
    """How rows go whose time is over, where they are not deleted: a package's ``PURGE``, by model."""
    return {model: purge for module in _modules() for model, purge in getattr(module, "PURGE", {}).items()}


def model_of(holding: Holding) -> type[Model]:
    """The model that a holding is about."""
    return apps.get_model(holding.model)


def joins(name: str) -> list[Callable[[Any, Any], int]]:
    """What packages do when two records become one (``JOIN_ENROLMENTS``, ``JOIN_PERSONS``), upper packages first."""
    return [getattr(module, name) for module in reversed(_modules()) if hasattr(module, name)]
