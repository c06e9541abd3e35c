"""The room over plain HTTP: same rights, same answers, usable without scripts and without sockets."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.rooms import actions, rates
from lms.rooms.models import RoomEvent


@pytest.fixture(autouse=True)
def _full_buckets():
    rates._buckets.clear()


def send(client, room, frame, **extra):
    return client.post(f"/en/rooms/{room.pk}/send/", json.dumps(frame), content_type="application/json", **extra)


def test_the_page_shows_the_history_without_scripts(room, participant, trainer, login):
    actions.post_message(room=room, person=trainer, text="Welcome, everybody", client_id="1")
    actions.ask_question(room=room, person=participant, text="Who decides?", client_id="2")
    page = login(participant).get(f"/en/rooms/{room.pk}/").content.decode()
    assert "Welcome, everybody" in page
    assert "Who decides?" in page
    assert "Tshuma" not in page


def test_a_form_writes_and_comes_back(room, participant, login):
    client = login(participant)
    form = {"k": "post", "text": "Good morning", "cid": "x1", "next": f"/en/rooms/{room.pk}/"}
    for _ in range(2):
        assert client.post(f"/en/rooms/{room.pk}/send/", form).headers["Location"] == f"/en/rooms/{room.pk}/"
    assert RoomEvent.objects.get().payload["text"] == "Good morning"


def test_a_button_of_a_list_says_all_in_one_word(room, participant, trainer, login):
    number = actions.ask_question(room=room, person=participant, text="Who decides?", client_id="2").number
    login(trainer).post(f"/en/rooms/{room.pk}/send/", {"do": f"upvote:{number}:1"})
    login(trainer).post(f"/en/rooms/{room.pk}/send/", {"do": f"answering:{number}"})
    assert list(RoomEvent.objects.values_list("kind", flat=True)) == ["question", "upvote", "answering"]


def test_a_foreign_address_to_go_back_to_is_not_followed(room, participant, login):
    answer = login(participant).post(f"/en/rooms/{room.pk}/send/", {"k": "x", "next": "https://evil.example/"})
    assert answer.headers["Location"] == f"/en/rooms/{room.pk}/"


def test_what_is_new_comes_once_and_in_order(room, participant, trainer, login):
    client = login(participant)
    for index in range(5):
        actions.post_message(room=room, person=trainer, text=f"m{index}", client_id=f"c{index}")
    answer = client.get(f"/en/rooms/{room.pk}/events/?after=2").json()
    assert [e["n"] for e in answer["events"]] == [3, 4, 5]
    assert answer["last"] == 5
    assert client.get(f"/en/rooms/{room.pk}/events/?after=5").json()["events"] == []


@pytest.mark.parametrize("after", ["-1", "x", "9" * 30, "٣"])
def test_odd_positions_do_no_harm(room, participant, login, after):
    assert login(participant).get(f"/en/rooms/{room.pk}/events/?after={after}").status_code == 200


def test_who_missed_more_than_five_hundred_gets_the_latest_page(room, participant, trainer, login):
    for index in range(502):
        actions.say(room=room, text=f"m{index}", name="Team")
    client = login(participant)
    assert client.get(f"/en/rooms/{room.pk}/events/?after=0").json()["reset"] is True
    state = client.get(f"/en/rooms/{room.pk}/state/").json()
    assert state["last"] == 502
    assert [m["n"] for m in state["messages"]] == list(range(403, 503))
    assert state["has_earlier"] is True


@pytest.mark.parametrize("path", ["", "state/", "events/", "people/", "screen/", "export.txt", "export.csv"])
def test_for_strangers_the_room_does_not_exist(room, stranger, client, login, path):
    assert login(stranger).get(f"/en/rooms/{room.pk}/{path}").status_code == 404
    assert client.get(f"/en/rooms/{room.pk}/{path}").status_code == 302
    assert send(login(stranger), room, {"k": "post", "text": "x", "cid": "1"}).status_code == 404


@pytest.mark.parametrize("path", ["screen/", "export.txt", "export.csv"])
def test_exports_and_the_big_screen_are_for_those_who_run_the_room(room, participant, trainer, login, path):
    assert login(participant).get(f"/en/rooms/{room.pk}/{path}").status_code == 404
    assert login(trainer).get(f"/en/rooms/{room.pk}/{path}").status_code == 200


def test_the_table_holds_no_live_formula(room, participant, trainer, login):
    actions.post_message(room=room, person=participant, text='=HYPERLINK("http://x")', client_id="1")
    content = b"".join(login(trainer).get(f"/en/rooms/{room.pk}/export.csv")).decode()
    assert "Amina Al Khalifa" in content
    assert '"=HYPERLINK' not in content


def test_too_fast_is_refused_and_kept_by_the_page(room, participant, login):
    client = login(participant)
    codes = [send(client, room, {"k": "post", "text": "x", "cid": f"c{i}"}).status_code for i in range(12)]
    assert codes[:10] == [200] * 10
    assert codes[-1] == 429


ODD_BODIES = [
    "[]", "7", '"x"', "{", '{"k": 7}', '{"k":"post","cid":"\\ud800"}', '{"k":"post","text":{"a":1},"cid":"c"}',
    '{"k":"upvote","of":true}', '{"k":"vote","of":1e99}', '{"k":"upvote","of":"²"}',
    '{"k":"poll","options":[1,{}],"cid":"c"}',
]  # fmt: skip


@pytest.mark.parametrize("body", ODD_BODIES)
def test_odd_bodies_get_a_reason_and_write_nothing(room, trainer, login, body):
    answer = login(trainer).post(f"/en/rooms/{room.pk}/send/", body, content_type="application/json")
    assert answer.status_code == 409
    assert answer.json()["reason"]
    assert not RoomEvent.objects.exists()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=6,
)
WORDS = ["post", "question", "upvote", "hide", "delete", "report", "mode", "poll", "vote", "hand", "name", "silence"]
FIELDS = ["text", "of", "cid", "on", "up", "m", "mode", "option", "options", "seconds", "name", "reason"]
PAGE_QUERIES = 12


@pytest.mark.once
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    word=st.sampled_from(WORDS),
    fields=st.dictionaries(
        st.sampled_from(
            ["text", "of", "cid", "on", "up", "m", "mode", "option", "options", "seconds", "name", "reason"]
        ),
        json_values,
    ),
)
def test_whatever_is_sent_is_done_or_refused(room, trainer, login, word, fields):
    rates._buckets.clear()
    assert send(login(trainer), room, {**fields, "k": word}).status_code in {200, 409}


def test_the_page_costs_the_same_with_few_and_many_messages(
    room, participant, trainer, login, django_assert_num_queries
):
    client = login(participant)
    client.get(f"/en/rooms/{room.pk}/")

    def story(index):
        actions.post_message(room=room, person=trainer, text="x", client_id=f"t{index}")
        number = actions.ask_question(room=room, person=trainer, text="q", client_id=f"q{index}").number
        actions.upvote(room=room, person=participant, number=number, on=True)
        actions.start_poll(room=room, person=trainer, text="p", options=["a", "b"], client_id=f"p{index}")

    story(0)
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(f"/en/rooms/{room.pk}/")
    story(1)
    story(2)
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(f"/en/rooms/{room.pk}/")
