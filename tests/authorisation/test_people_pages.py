"""A page that shows others' personal data to staff asks those who were away for long who they are."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import resolve, reverse

from lms.joining.models import Application
from lms.people.models import Person
from tests.authorisation.crawler import read
from tests.authorisation.table import TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Together they open every page that shows people.
STAFF = ("trainer", "coordinator", "reviewer", "protection", "administrator")
NOT_ASKED = {
    # Everybody in a room sees who speaks, and a room that asks in the middle of a session would lose it.
    "sessions:room", "rooms:room", "rooms:state", "rooms:events",
    # Who presents a session stands in the agenda.
    "sessions:add",
}  # fmt: skip


@pytest.fixture
def officers(world):
    """The full names and addresses of all who are no staff."""
    people = [one for one in Person.objects.all() if not one.is_team and not one.is_staff]
    applicants = Application.objects.exclude(family_name="")
    words = (word for one in [*people, *applicants] for word in (f"{one.given_name} {one.family_name}", one.email))
    # Of an erased person no name is left to be found.
    found = {word for word in words if word.strip()}
    assert len(found) > 20
    return found


def shown(world, page, reader: str, officers: set[str]) -> set[str]:
    """What the page tells of officers, about whichever row."""
    found: set[str] = set()
    for args in world.things[page.about].values():
        cache.clear()
        with transaction.atomic():
            answer = world.clients[reader].get(reverse(page.name, args=args))
            text = read(answer) if answer.status_code == 200 else ""
            transaction.set_rollback(True)
        found |= {word for word in officers if word in text}
    return found


def test_every_page_that_shows_people_is_marked(world, officers):
    unmarked, marked = [], 0
    for page in TABLE:
        # What asks for a fresh log-in asks those who were away as well.
        if page.get is None or page.public or page.loose or page.name in NOT_ASKED or "GET" in page.again:
            continue
        args = next(iter(world.things[page.about].values()))
        if getattr(resolve(reverse(page.name, args=args)).func, "shows_people", False):
            marked += 1
        elif found := {word for reader in STAFF for word in shown(world, page, reader, officers)}:
            unmarked.append(f"{page.name} shows {sorted(found)[:3]}")
    assert not unmarked, "Mark these views with shows_people:\n" + "\n".join(unmarked)
    assert marked > 10
