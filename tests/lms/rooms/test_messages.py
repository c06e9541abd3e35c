"""Messages: numbered without gaps, once per client id, by those who may."""

from __future__ import annotations

import pytest

from lms.common.errors import Refused
from lms.rooms import access
from lms.rooms.actions import open_room, post_message, remove_person, say, set_mode, silence_person
from lms.rooms.actions.append import Draft, append, locked
from lms.rooms.actions.post_message import Message, post_messages
from lms.rooms.models import EventKind, Mode, Room, RoomEvent, RoomMember


def numbers(room):
    return list(RoomEvent.objects.filter(room=room).order_by("number").values_list("number", flat=True))


def test_a_room_is_opened_once_and_follows_its_owners_title(db):
    first = open_room(kind="session", ref="7", title="Opening")
    again = open_room(kind="session", ref="7", title="Opening and ground rules")
    assert first.pk == again.pk
    assert again.title == "Opening and ground rules"


def test_numbers_start_at_one_and_have_no_gap(room, participant, trainer):
    post_message(room=room, person=participant, text="Good morning", client_id="a1")
    post_message(room=room, person=trainer, text="Welcome", client_id="t1")
    say(room=room, text="We start in five minutes", name="The team")
    assert numbers(room) == [1, 2, 3]
    room.refresh_from_db()
    assert room.last_number == 3


def test_a_retry_gives_the_first_result_and_writes_nothing(room, participant):
    first = post_message(room=room, person=participant, text="Good morning", client_id="a1")
    again = post_message(room=room, person=participant, text="Good morning!!", client_id="a1")
    assert again.pk == first.pk
    assert again.payload["text"] == "Good morning"
    assert numbers(room) == [1]


def test_a_retry_is_answered_even_after_the_room_was_closed(room, participant, trainer):
    first = post_message(room=room, person=participant, text="Good morning", client_id="a1")
    set_mode(room=room, person=trainer, mode=Mode.LOCKED, client_id="m1")
    assert post_message(room=room, person=participant, text="Good morning", client_id="a1").pk == first.pk


def test_two_people_may_use_the_same_client_id(room, participant, trainer):
    post_message(room=room, person=participant, text="one", client_id="x")
    post_message(room=room, person=trainer, text="two", client_id="x")
    assert numbers(room) == [1, 2]


def test_in_a_batch_one_refusal_does_not_hold_up_the_rest(room, participant, trainer, stranger):
    outcomes = post_messages(
        room=room,
        messages=[
            Message(participant, "one", "a1"),
            Message(stranger, "let me in", "s1"),
            Message(trainer, "  ", "t0"),
            Message(participant, "one", "a1"),
            Message(trainer, "two", "t1"),
        ],
    )
    assert [o.code if isinstance(o, Refused) else o.number for o in outcomes] == [1, "no_access", "empty", 1, 2]


def test_the_room_sees_given_name_and_country_as_they_were(room, participant):
    event = post_message(room=room, person=participant, text="Good morning", client_id="a1")
    assert (event.author_name, event.author_country) == ("Amina A.", "BH")


def test_writing_to_the_log_without_the_lock_fails_loudly(room):
    stale = Room.objects.get(pk=room.pk)
    with locked(room.pk) as held:
        append(held, [Draft(EventKind.POST, payload={"text": "one"})])
    with pytest.raises(RuntimeError):
        append(stale, [Draft(EventKind.POST, payload={"text": "two"})])


@pytest.mark.parametrize("text", ["", "   ", "\u200b", None, 7, "a\x00b", "\ud800", "x" * 2001])
def test_odd_texts_are_refused_with_a_reason(room, participant, text):
    with pytest.raises(Refused) as refused:
        post_message(room=room, person=participant, text=text, client_id="a1")
    assert str(refused.value)
    assert numbers(room) == []


def test_direction_tricks_are_taken_out_and_joiners_stay(room, participant):
    event = post_message(room=room, person=participant, text="\u202eevil\u202c می\u200cخواهم", client_id="a1")
    assert event.payload["text"] == "evil می\u200cخواهم"


@pytest.mark.parametrize("client_id", ["", "a b", "x" * 65, "é", None, 5])
def test_a_client_id_is_a_short_plain_word(room, participant, client_id):
    with pytest.raises(Refused) as refused:
        post_message(room=room, person=participant, text="hello", client_id=client_id)
    assert refused.value.code == "client_id"


def test_strangers_and_unknown_kinds_are_out(room, participant, stranger):
    with pytest.raises(Refused):
        post_message(room=room, person=stranger, text="hello", client_id="a")
    nobodys = open_room(kind="unknown-kind", ref="1", title="Nobody's")
    assert access.rights_of(participant, nobodys) is None


def test_modes_say_who_writes(room, participant, trainer):
    def can(person, client_id):
        try:
            post_message(room=room, person=person, text="hello", client_id=client_id)
        except Refused as refused:
            return refused.code
        return "yes"

    answers = {}
    for index, mode in enumerate([Mode.QUESTIONS, Mode.PRESENTERS, Mode.LOCKED, Mode.OPEN]):
        set_mode(room=room, person=trainer, mode=mode, client_id=f"m{index}")
        answers[mode.value] = (can(participant, f"p{index}"), can(trainer, f"t{index}"))
    assert answers == {
        "questions": ("mode", "yes"),
        "presenters": ("mode", "yes"),
        "locked": ("mode", "mode"),
        "open": ("yes", "yes"),
    }


def test_slow_mode_makes_participants_wait(room, participant, trainer):
    set_mode(room=room, person=trainer, mode=Mode.SLOW, client_id="m")
    post_message(room=room, person=participant, text="first", client_id="1")
    with pytest.raises(Refused) as refused:
        post_message(room=room, person=participant, text="second", client_id="2")
    assert refused.value.code == "slow"
    post_message(room=room, person=trainer, text="one", client_id="1")
    post_message(room=room, person=trainer, text="two", client_id="2")
    both = post_messages(
        room=Room.objects.get(pk=room.pk), messages=[Message(participant, "x", "3"), Message(participant, "y", "4")]
    )
    assert [getattr(o, "code", "written") for o in both] == ["slow", "slow"]


def test_a_silenced_person_reads_but_does_not_write(room, participant, trainer):
    event = post_message(room=room, person=participant, text="rude", client_id="1")
    silence_person(room=room, person=trainer, number=event.number, client_id="s", reason="Rude twice")
    with pytest.raises(Refused) as refused:
        post_message(room=room, person=participant, text="again", client_id="2")
    assert refused.value.code == "silenced"
    assert access.rights_of(participant, room) is not None


def test_a_removed_person_is_out(room, participant, trainer):
    event = post_message(room=room, person=participant, text="rude", client_id="1")
    remove_person(room=room, person=trainer, number=event.number, client_id="s")
    assert access.rights_of(participant, room) is None
    assert access.rights_of_many(room, [participant, trainer]).keys() == {trainer.pk}


def test_pen_names_are_of_ones_own_in_a_room(room, participant, trainer):
    post_message(room=room, person=participant, text="one", client_id="1")
    post_message(room=room, person=trainer, text="one", client_id="1")
    names = set(RoomMember.objects.filter(room=room).values_list("pen_name", flat=True))
    assert len(names) == 2
    assert not any("Amina" in name for name in names)
