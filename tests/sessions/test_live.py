"""Who may do what in a session's live room."""

from __future__ import annotations

import uuid

import pytest
from django.utils import timezone

from courses.models import Enrolment, EnrolmentState, TrainingStaff
from lms.common.errors import Refused
from lms.rooms.access import MODERATOR, PARTICIPANT, PRESENTER, rights_of, rights_of_many
from lms.rooms.actions import post_message
from lms.rooms.models import Room
from sessions import live
from sessions.actions import cancel_session
from sessions.models import TrainingSession


@pytest.fixture
def room(opening):
    return live.room_of(opening)


def test_the_room_is_opened_once(opening, room):
    assert live.room_of(opening) == room
    opening.refresh_from_db()
    opening.room = None
    assert live.room_of(opening) == room
    assert Room.objects.count() == 1


def test_a_seat_takes_part_the_staff_runs_it_and_others_do_not_know_it(
    room, enrolment, participant, trainer, coordinator, coordinator_zw, stranger, make_person, training
):
    guest = make_person("guest@example.org")
    TrainingStaff.objects.create(training=training, person=guest, function=TrainingStaff.Function.PRESENTER)
    expected = {participant: PARTICIPANT, trainer: MODERATOR, coordinator: MODERATOR, guest: PRESENTER}
    for person in (participant, trainer, coordinator, guest, coordinator_zw, stranger):
        assert rights_of(person, room) == expected.get(person)
    everyone = [*expected, coordinator_zw, stranger]
    assert rights_of_many(room, everyone) == {p.pk: r for p, r in expected.items()}


def test_the_waiting_list_stays_outside(room, enrolment, participant):
    Enrolment.objects.filter(pk=enrolment.pk).update(state=EnrolmentState.WAITING)
    assert rights_of(participant, room) is None


def test_a_room_of_nothing_is_closed(participant, enrolment):
    for ref in ("0", "abc", "²"):
        assert rights_of(participant, Room.objects.create(kind="session", ref=ref, title="x")) is None


def test_rights_of_many_cost_the_same_for_one_and_for_three(room, make_seat, django_assert_num_queries):
    people = [make_seat(f"p{n}@example.org").person for n in range(3)]
    for some in (people[:1], people):
        with django_assert_num_queries(4):
            live.rights_of_many(room, some)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_room_page_is_for_who_takes_part(
    opening, enrolment, participant, trainer, coordinator, coordinator_zw, stranger, login, language
):
    path = f"/{language}/sessions/{opening.pk}/room/"
    for person, status in (
        (participant, 200), (trainer, 200), (coordinator, 200), (coordinator_zw, 404), (stranger, 404),
    ):  # fmt: skip
        assert login(person).get(path).status_code == status, person
    assert Room.objects.count() == 1


def test_breaks_and_cancelled_sessions_have_no_room(agenda, enrolment, participant, trainer, login):
    pause = next(session for session in agenda if session.is_break)
    cancel_session(session=agenda[3], reason="Storm.", actor=trainer)
    for session in (pause, agenda[3]):
        assert login(participant).get(f"/en/sessions/{session.pk}/room/").status_code == 404
    assert not Room.objects.exists()


def test_whoever_stays_in_the_room_of_a_session_that_was_cancelled_writes_nothing_more(
    opening, room, enrolment, participant, trainer, coordinator, login
):
    post_message(room=room, person=participant, text="Are we on?", client_id=str(uuid.uuid4()))
    cancel_session(session=opening, reason="Storm.", actor=trainer)

    assert rights_of_many(room, [participant, trainer, coordinator]) == {}
    for person in (participant, trainer):
        with pytest.raises(Refused) as refusal:
            post_message(room=room, person=person, text="Still here.", client_id=str(uuid.uuid4()))
        assert refusal.value.code == "no_access"
        assert login(person).get(f"/en/rooms/{room.pk}/state/").status_code == 404


def test_the_waiting_list_finds_no_room(opening, enrolment, participant, login):
    Enrolment.objects.filter(pk=enrolment.pk).update(state=EnrolmentState.WAITING)
    assert login(participant).get(f"/en/sessions/{opening.pk}/room/").status_code == 404


def test_live_leads_straight_into_the_running_room(opening, enrolment, participant, stranger, login):
    now = timezone.now()
    TrainingSession.objects.exclude(pk=opening.pk).delete()
    TrainingSession.objects.filter(pk=opening.pk).update(starts_at=now, ends_at=now + timezone.timedelta(hours=1))
    assert login(participant).get("/en/live/")["Location"] == f"/en/sessions/{opening.pk}/room/"
    assert "Nothing is live now" in login(stranger).get("/en/live/").content.decode()
