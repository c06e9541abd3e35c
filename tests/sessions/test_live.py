"""Who may do what in a session's live room."""

from __future__ import annotations

import pytest

from courses.models import Enrolment, EnrolmentState, TrainingStaff
from lms.rooms.access import MODERATOR, PARTICIPANT, PRESENTER, rights_of, rights_of_many
from lms.rooms.models import Room
from sessions import live


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
