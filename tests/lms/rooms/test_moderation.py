"""What is hidden or taken back leaves the room's sight, whatever way it is read; reasons stay with the staff."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from lms.audit import personal_values
from lms.audit.models import AuditEntry
from lms.common.errors import Refused
from lms.rooms import actions, sweeps
from lms.rooms.frames import events_after, frames_of
from lms.rooms.models import EventState, Room, RoomEvent


@pytest.fixture
def message(room, participant):
    return actions.post_message(room=room, person=participant, text="A secret name", client_id="1")


def everything(room, *, staff):
    return " ".join(f.staff if staff else f.public for f in frames_of(events_after(room.pk, 0)))


def test_a_hidden_message_is_no_longer_sent_to_the_room(room, trainer, message):
    actions.hide_message(room=room, person=trainer, number=message.number, client_id="h", reason="Names a victim")
    assert "A secret name" not in everything(room, staff=False)
    assert "Names a victim" not in everything(room, staff=False)
    assert "A secret name" in everything(room, staff=True)
    assert "Names a victim" in everything(room, staff=True)


def test_a_restored_message_comes_with_its_text(room, trainer, message):
    actions.hide_message(room=room, person=trainer, number=message.number, client_id="h")
    assert actions.hide_message(room=room, person=trainer, number=message.number, client_id="h2") is None
    event = actions.restore_message(room=room, person=trainer, number=message.number, client_id="r")
    assert "A secret name" in frames_of(events_after(room.pk, event.number - 1))[0].public


def test_what_is_taken_back_is_gone_for_good(room, participant, trainer, message):
    with pytest.raises(Refused):
        actions.delete_own(room=room, person=trainer, number=message.number, client_id="d")
    actions.delete_own(room=room, person=participant, number=message.number, client_id="d")
    message.refresh_from_db()
    assert message.state == EventState.DELETED
    assert "A secret name" not in everything(room, staff=True)


def test_a_report_reaches_the_staff_alone(room, participant, trainer):
    theirs = actions.post_message(room=room, person=trainer, text="x", client_id="1")
    actions.report_message(room=room, person=participant, number=theirs.number, client_id="r", reason="Off topic")
    assert "Off topic" not in everything(room, staff=False)
    assert "Off topic" in everything(room, staff=True)


def test_trainers_are_not_silenced_by_trainers(room, participant, trainer, coordinator, rights):
    rights[coordinator.pk] = rights[trainer.pk]
    theirs = actions.post_message(room=room, person=coordinator, text="x", client_id="1")
    with pytest.raises(Refused):
        actions.silence_person(room=room, person=trainer, number=theirs.number, client_id="s")


@pytest.mark.parametrize("verb", [actions.hide_message, actions.silence_person, actions.remove_person])
def test_participants_do_not_moderate(room, participant, message, verb):
    with pytest.raises(Refused) as refused:
        verb(room=room, person=participant, number=message.number, client_id="x")
    assert refused.value.code == "not_allowed"


def test_staff_see_full_names_and_the_room_does_not(room, message):
    assert "Al Khalifa" not in everything(room, staff=False)
    assert "Al Khalifa" in everything(room, staff=True)


STEPS = {
    "hide": actions.hide_message, "restore": actions.restore_message,
    "silence": actions.silence_person, "unsilence": actions.unsilence_person,
    "remove": actions.remove_person, "readmit": actions.readmit_person,
}  # fmt: skip


def entries():
    return list(AuditEntry.objects.filter(verb__startswith="rooms.").order_by("pk"))


def test_what_staff_do_to_others_is_kept_when_the_room_is_forgotten(room, participant, trainer, message):
    for word, step in STEPS.items():
        for client_id in (word, word, f"{word}-again"):
            step(room=room, person=trainer, number=message.number, client_id=client_id, reason=f"Because of {word}")
    actions.set_mode(room=room, person=trainer, mode="locked", client_id="mode")
    # As when the room is forgotten.
    RoomEvent.objects.all().delete()
    kept = entries()
    assert [entry.verb for entry in kept] == [*(f"rooms.{word}" for word in STEPS), "rooms.mode"]
    *about, mode = kept
    assert {(entry.actor_id, entry.about_id, entry.target_id) for entry in about} == {
        (trainer.pk, participant.pk, str(room.pk))
    }
    assert all(entry.changes == {"number": message.number} for entry in about)
    assert "Because" not in str(list(AuditEntry.objects.values("changes")))
    assert personal_values.read(about)[about[0].pk] == {"reason": "Because of hide"}
    assert (mode.actor_id, mode.about_id, mode.changes) == (trainer.pk, None, {"mode": ["open", "locked"]})


def test_the_audit_never_tells_whose_pen_name_it_was(room, participant, trainer):
    question = actions.ask_question(room=room, person=participant, text="Who decides?", client_id="q")
    for word, step in STEPS.items():
        step(room=room, person=trainer, number=question.number, client_id=word)
    assert [(entry.about_id, entry.changes) for entry in entries()] == [
        *[(None, {"number": question.number})] * 2,
        *[(participant.pk, {})] * 4,
    ]


def test_what_is_refused_or_repeated_leaves_no_entry(room, participant, trainer, message):
    with pytest.raises(Refused):
        actions.hide_message(room=room, person=participant, number=message.number, client_id="x")
    actions.set_mode(room=room, person=trainer, mode="open", client_id="m")
    actions.restore_message(room=room, person=trainer, number=message.number, client_id="r")
    assert entries() == []


def test_a_changed_name_is_shown_from_then_on(room, participant, message):
    actions.rename(room=room, person=participant, name=" Sergeant\u202e A. ")
    later = actions.post_message(room=room, person=participant, text="y", client_id="2")
    message.refresh_from_db()
    assert (message.author_name, later.author_name) == ("Amina A.", "Sergeant A.")


def test_a_room_is_forgotten_thirty_days_after_its_last_event(room, message):
    assert sweeps.purge() == 0
    Room.objects.update(last_event_at=timezone.now() - dt.timedelta(days=31))
    sweeps.purge()
    assert not RoomEvent.objects.exists()
    room.refresh_from_db()
    assert room.last_number == 1
