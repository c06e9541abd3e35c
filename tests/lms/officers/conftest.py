"""Members who show themselves, and two who are in touch."""

from __future__ import annotations

import pytest

from lms.officers.actions.contact import accept, ask_for_contact
from lms.officers.actions.profile import save_profile
from lms.officers.models import Listing

EVERYTHING = ("country", "function", "languages", "experience", "topics", "ask_me")


@pytest.fixture
def show():
    """Switches a person's profile on: ``show(participant, topics=["triage"])``; returns her listing."""

    def switch_on(person, **choices):
        choices = {"name_as": "own", "shown": EVERYTHING, "languages": [person.language]} | choices
        save_profile(person=person, is_on=True, **choices)
        return Listing.objects.get(person=person)

    return switch_on


@pytest.fixture
def amina(participant, show):
    """Amina, from Bahrain, is in the directory."""
    show(participant, function="investigator", topics=["triage"], ask_me="Sorting reports")
    return participant


@pytest.fixture
def omar(stranger, show):
    """Omar, from Tunisia, is in the directory."""
    show(stranger, function="forensic_examiner", languages=["ar", "fr"], topics=["forensics"])
    return stranger


@pytest.fixture
def third(make_person, show):
    """Wanjiru, from Kenya, is in the directory, too, and has nothing to do with the other two."""
    person = make_person("wanjiru@example.org", country="KE", given_name="Wanjiru", family_name="Kamau")
    show(person)
    return person


@pytest.fixture
def request_of(db):
    """Asks: ``request_of(amina, omar)``."""

    def ask(asker, asked, reason="I work on the same."):
        return ask_for_contact(asker=asker, uid=Listing.objects.get(person=asked).pk, reason=reason, language="en")

    return ask


@pytest.fixture
def talk(amina, omar, request_of):
    """Amina asked, Omar agreed."""
    return accept(uid=request_of(amina, omar).pk, person=omar)
