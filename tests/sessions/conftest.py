"""What the stories of session days start from."""

from __future__ import annotations

import datetime as dt

import pytest

from courses.models import Enrolment, EnrolmentState
from sessions.actions import make_agenda


@pytest.fixture
def agenda(training):
    """The two-day agenda of the running training."""
    return make_agenda(training=training)


@pytest.fixture
def opening(training, agenda):
    """Day 1, 09:00 to 09:30 in Harare: the morning is marked here."""
    return training.sessions.get(day=1, starts="09:00")


@pytest.fixture
def make_seat(training, make_person):
    """Gives a new person a seat: ``make_seat("p1@example.org", country="ZW")``."""

    def make(email: str, **fields):
        person = make_person(email, **fields)
        return Enrolment.objects.create(
            training=training, person=person, state=EnrolmentState.CONFIRMED, country=person.country
        )

    return make


@pytest.fixture
def at(training):
    """A moment of the first day by Harare's clock: ``at("09:05")``."""

    def moment(wall: str, day: int = 1) -> dt.datetime:
        date = training.starts_on + dt.timedelta(days=day - 1)
        return dt.datetime.combine(date, dt.time.fromisoformat(wall), tzinfo=training.zone)

    return moment
