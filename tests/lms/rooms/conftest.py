"""A room of a kind made for tests: Amina takes part, Lindiwe runs it, nobody else knows of it."""

from __future__ import annotations

import pytest

from lms.rooms import access
from lms.rooms.actions import open_room


@pytest.fixture
def rights(participant, trainer, monkeypatch):
    """Who has which rights in the test room, by person id; a test may change it."""
    table = {participant.pk: access.PARTICIPANT, trainer.pk: access.MODERATOR}
    monkeypatch.setitem(
        access._policies,
        "test",
        (
            lambda person, room: table.get(person.pk),
            lambda room, people: {p.pk: table[p.pk] for p in people if p.pk in table},
        ),
    )
    return table


@pytest.fixture
def room(rights):
    return open_room(kind="test", ref="1", title="AI basics in plain language")
