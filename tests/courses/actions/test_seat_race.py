"""Many people press at once for few seats: exactly as many sit as there are seats.

The database is the one of ``DATABASE_URL``.
"""

from __future__ import annotations

import os
import threading

import pytest
from django.db import transaction

from courses.actions.enrol import enrol
from courses.actions.seats import withdraw
from courses.models import Course, Enrolment, Training
from lms.people.models import Person

PEOPLE = 200 if "SOAK" in os.environ else 60
SEATS = 30
AT_ONCE = 16


def crowd() -> tuple[Training, list[Person]]:
    """A training with 30 seats, and more people than that."""
    course, _ = Course.objects.get_or_create(slug="race", defaults={"title": "Race"})
    number = Training.objects.count()
    training = Training.objects.create(
        slug=f"race-{number}", title="Race", course=course, capacity=SEATS, starts_on="2090-01-01"
    )
    people = Person.objects.bulk_create(
        [Person(email=f"race{number}.{n}@example.org", password="!", country_id="ZW") for n in range(PEOPLE)]
    )
    return training, people


@pytest.fixture
def each(together):
    """``each(people, act)``: ``act`` for everybody, spread over as many threads as run at once; nobody is refused."""

    def run(people, act):
        mine = [people[n::AT_ONCE] for n in range(AT_ONCE)]
        done = together(*[lambda some=some: [act(person) for person in some] for some in mine])
        assert [len(some) for some in done] == [len(some) for some in mine]

    return run


@pytest.mark.soak(small=1, large=200)
def test_exactly_as_many_sit_as_there_are_seats(each, rounds):
    for _ in range(rounds):
        training, people = crowd()
        each(people, lambda person, training=training: enrol(training=training, person=person, country=None))
        training.refresh_from_db()
        assert training.seats_taken == SEATS
        assert training.enrolments.filter(state="confirmed").count() == SEATS
        waiting = training.enrolments.filter(state="waiting").values_list("waiting_number", flat=True)
        # Nobody is lost and nobody shares a place in the line.
        assert sorted(waiting) == list(range(1, PEOPLE - SEATS + 1))
        # Nobody got a seat after somebody else was told to wait, and who came first waits in front.
        in_order = list(training.enrolments.order_by("pk").values_list("state", "waiting_number"))
        assert in_order[:SEATS] == [("confirmed", None)] * SEATS
        assert in_order[SEATS:] == [("waiting", number) for number in range(1, PEOPLE - SEATS + 1)]


@pytest.mark.soak(small=1, large=50)
def test_seats_that_come_free_meanwhile_are_handed_on_once(each, rounds):
    for _ in range(rounds):
        training, people = crowd()
        first = [enrol(training=training, person=person, country=None) for person in people[: SEATS + 10]]
        leaving = {enrolment.person_id: enrolment for enrolment in first[:10]}

        def act(person, training=training, leaving=leaving):
            if person.pk in leaving:
                withdraw(enrolment=leaving[person.pk], actor=None)
            else:
                enrol(training=training, person=person, country=None)

        each(people, act)
        training.refresh_from_db()
        assert training.seats_taken == SEATS
        assert training.enrolments.filter(state__in=("confirmed", "offered")).count() == SEATS
        offered = training.enrolments.filter(state="offered").values_list("waiting_number", flat=True)
        assert sorted(offered) == list(range(1, 11))


def test_without_the_guard_the_race_is_lost(together):
    """The control: counting first and writing afterwards seats one too many, so the race above is a real one."""
    training, people = crowd()
    Enrolment.objects.bulk_create(
        [Enrolment(training=training, person=person, state="confirmed") for person in people[: SEATS - 1]]
    )
    counted = threading.Barrier(2)

    def count_then_insert(person):
        number = training.enrolments.filter(state="confirmed").count()
        # Both have counted before either writes.
        counted.wait(30)
        with transaction.atomic():
            state = "confirmed" if number < SEATS else "waiting"
            Enrolment.objects.create(training=training, person=person, state=state)

    together(*[lambda person=person: count_then_insert(person) for person in people[SEATS - 1 : SEATS + 1]])
    assert training.enrolments.filter(state="confirmed").count() == SEATS + 1
