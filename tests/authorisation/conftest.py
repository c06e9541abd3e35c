"""One world for a whole module: every cell of the table is asked in it, and taken back."""

from __future__ import annotations

import logging

import pytest
from django.db import transaction
from django.db.models import Model
from django.template.base import Variable, VariableDoesNotExist
from django.test import override_settings
from django.utils import translation

from tests.authorisation import world as worlds


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """The world, inside a transaction that is never committed."""
    media = tmp_path_factory.mktemp("media")
    cheap = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with (
        django_db_blocker.unblock(),
        override_settings(PASSWORD_HASHERS=cheap, MEDIA_ROOT=media),
        translation.override("en"),
        transaction.atomic(),
    ):
        made = worlds.build()
        made.rows["media"] = media
        yield made
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _as_in_production(settings, world, _fast_and_alone):
    """Staff need their second factor, and files lie where the world has put them."""
    settings.REQUIRE_MFA = True
    settings.MEDIA_ROOT = world.rows["media"]


@pytest.fixture(scope="module", autouse=True)
def _templates_ask_rows_for_what_they_have():
    """A name that a row does not have is an empty text in a template, and a condition that never holds."""
    real, missing = Variable._resolve_lookup, set()

    def look(variable, context):
        try:
            return real(variable, context)
        except VariableDoesNotExist as error:
            if isinstance(error.params[1], Model):
                missing.add(f"{variable.var} of a {type(error.params[1]).__name__}")
            raise

    patch = pytest.MonkeyPatch()
    patch.setattr(Variable, "_resolve_lookup", look)
    yield
    patch.undo()
    assert not missing, sorted(missing)


@pytest.fixture(scope="module", autouse=True)
def _refusals_are_no_news():
    """Thousands of refusals are asked for here: they need not stand in the log."""
    logger = logging.getLogger("django.request")
    before = logger.level
    # Not the attribute alone: the logger remembers which levels it lets through.
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(before)
