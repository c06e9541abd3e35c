"""Pen names: one key for all, shown to each reader in her own language."""

import json
import re

import pytest
from django.utils.translation import override

from lms.common.languages import CODES
from lms.rooms import actions, pen_names
from lms.rooms.exports import author_of
from lms.rooms.frames import as_dict
from lms.rooms.models import RoomMember
from lms.rooms.names import new_pen_name


@pytest.fixture
def chinese(monkeypatch):
    """Two words as a translator would give them."""
    monkeypatch.setitem(pen_names.FIRST, "Quiet", "静")
    monkeypatch.setitem(pen_names.SECOND, "Maple", "枫")


@pytest.mark.parametrize("language", CODES)
def test_no_two_pen_names_are_one_in_any_language(language):
    with override(language):
        words = pen_names.for_script()
        for part in ("first", "second"):
            assert len(set(words[part].values())) == len(words[part])
        assert {"%(first)s", "%(second)s"} <= set(re.findall(r"%\(\w+\)s", words["pattern"]))


def test_each_new_name_can_be_shown():
    for _ in range(50):
        first, second = new_pen_name().split(" ")
        assert first in pen_names.FIRST
        assert second in pen_names.SECOND


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("Quiet Maple", "静 枫"),
        ("Quiet Maple 4711", "静 枫 4711"),
        ("Amina A.", "Amina A."),
        ("", ""),
        ("Quiet", "Quiet"),
    ],
)
def test_what_is_no_pen_name_stays_as_it_is(chinese, key, shown):
    assert pen_names.shown(key) == shown


def test_the_number_of_a_name_has_the_readers_digits():
    with override("ar"):
        assert pen_names.shown("Quiet Maple 4711").endswith(" ٤٧١١")


def test_what_is_kept_and_sent_is_the_key_and_what_is_seen_the_word(room, participant, trainer, login, chinese):
    actions.ask_question(room=room, person=participant, text="First", client_id="q0")
    RoomMember.objects.filter(room=room, person=participant).update(pen_name="Quiet Maple")
    event = actions.ask_question(room=room, person=participant, text="Who decides?", client_id="q1")
    assert as_dict(event, staff=False)["by"] == {"name": "Quiet Maple"}
    assert author_of(event) == "静 枫"
    page = login(participant).get(f"/en/rooms/{room.pk}/").content.decode()
    assert '<bdi data-f="name">静 枫</bdi>' in page
    assert 'data-pen="Quiet Maple"' in page
    words = json.loads(re.search(r'<script id="room-pen-names" type="application/json">(.*?)</script>', page)[1])
    assert (words["first"]["Quiet"], words["second"]["Maple"]) == ("静", "枫")
    screen = login(trainer).get(f"/en/rooms/{room.pk}/screen/").content.decode()
    assert "静 枫" in screen
