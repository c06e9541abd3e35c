"""Many people press at once for few seats: exactly as many sit as there are seats.

The database is the one of ``DATABASE_URL``.
"""

from __future__ import annotations

import os
import sqlite3
import threading

import pytest
from django.db import connection, connections, transaction

from courses.actions.enrol import enrol
from courses.actions.seats import withdraw
from courses.models import Course, Enrolment, Training
from lms.people.models import Person

PEOPLE = 200 if "SOAK" in os.environ else 60
SEATS = 30
AT_ONCE = 16


@pytest.fixture
def outside(transactional_db, tmp_path):
    """Runs a story in a thread of its own; on SQLite on a copy of the test's database in a file.

    The tests' own SQLite lives in memory, where threads share one cache and its locks are not the real ones.
    """
    before = connections.settings["default"]["NAME"]
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        copy = sqlite3.connect(tmp_path / "race.sqlite3")
        connection.connection.backup(copy)
        copy.close()
        connections.settings["default"]["NAME"] = str(tmp_path / "race.sqlite3")
    yield lambda story: together([story])
    connections.settings["default"]["NAME"] = before


def together(stories) -> None:
    """Each story in a thread with a connection of its own, all starting at once; the first error is raised."""
    start = threading.Barrier(len(stories))
    errors: list[BaseException] = []

    def tell(story):
        try:
            start.wait(30)
            story()
        except BaseException as error:  # noqa: BLE001  # raised again below
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=tell, args=(story,)) for story in stories]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


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


def each(people, act):
    """``act`` for everybody, spread over as many stories as run at once."""

    def story(mine):
        return lambda: [act(person) for person in mine]

    together([story(people[n::AT_ONCE]) for n in range(AT_ONCE)])


@pytest.mark.soak(small=1, large=200)
def test_exactly_as_many_sit_as_there_are_seats(outside, rounds):
    def story():
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

    outside(story)


@pytest.mark.soak(small=1, large=50)
def test_seats_that_come_free_meanwhile_are_handed_on_once(outside, rounds):
    def story():
        for _ in range(rounds):
            race()

    def race():
        training, people = crowd()
        first = [enrol(training=training, person=person, country=None) for person in people[: SEATS + 10]]
        leaving = {enrolment.person_id: enrolment for enrolment in first[:10]}

        def act(person):
            if person.pk in leaving:
                withdraw(enrolment=leaving[person.pk])
            else:
                enrol(training=training, person=person, country=None)

        each(people, act)
        training.refresh_from_db()
        assert training.seats_taken == SEATS
        assert training.enrolments.filter(state__in=("confirmed", "offered")).count() == SEATS
        offered = training.enrolments.filter(state="offered").values_list("waiting_number", flat=True)
        assert sorted(offered) == list(range(1, 11))

    outside(story)


def test_without_the_guard_the_race_is_lost(outside):
    """The control: counting first and writing afterwards seats one too many, so the race above is a real one."""
    counted = threading.Barrier(2)

    def story():
        training, people = crowd()
        Enrolment.objects.bulk_create(
            [Enrolment(training=training, person=person, state="confirmed") for person in people[: SEATS - 1]]
        )

        def count_then_insert(person):
            number = training.enrolments.filter(state="confirmed").count()
            # Both have counted before either writes.
            counted.wait(30)
            with transaction.atomic():
                state = "confirmed" if number < SEATS else "waiting"
                Enrolment.objects.create(training=training, person=person, state=state)

        together([lambda p=person: count_then_insert(p) for person in people[SEATS - 1 : SEATS + 1]])
        assert training.enrolments.filter(state="confirmed").count() == SEATS + 1

    outside(story)
