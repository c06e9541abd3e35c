"""A log-in that is fresh enough for what asks again."""

from __future__ import annotations

import time

import pytest
from django.test import Client


@pytest.fixture
def fresh(login):
    """A client in which the person has just proved who she is: ``fresh(participant).post(…)``."""

    def log_in(person) -> Client:
        client = login(person)
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()
        return client

    return log_in


@pytest.fixture
def officer(make_person):
    """Dalia, the data-protection officer."""
    return make_person(
        "dalia@example.org", country=None, role="data_protection_officer", given_name="Dalia", family_name="Nasser"
    )


@pytest.fixture
def administrator(make_person):
    return make_person("admin@example.org", country=None, role="administrator", given_name="Ana", family_name="Costa")


@pytest.fixture
def stale(login):
    """A client in which the person logged in long ago."""

    def log_in(person) -> Client:
        client = login(person)
        session = client.session
        session["people_session_began"] = int(time.time()) - 7200
        session.save()
        return client

    return log_in
