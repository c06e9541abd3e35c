"""Who may see and change session days: predicates and row filters side by side."""

from __future__ import annotations

from django.db.models import QuerySet

from courses.access import can_run, can_take_part, staffs, visible_trainings
from courses.models import Enrolment, Training
from courses.models.enrolment import TAKING_PART
from lms.people.models import Person, Role


def trainings_for(person: Person) -> QuerySet[Training]:
    """Trainings whose agenda she may read."""
    return Training.objects.filter(visible_trainings(person))


def can_edit_agenda(person: Person, training: Training) -> bool:
    """Make, move, cancel and add sessions: who runs the training."""
    return can_run(person, training)


def can_mark(person: Person, training: Training) -> bool:
    """Mark attendance and show the check-in code: who runs the training."""
    return can_run(person, training)


def register_rows(person: Person, training: Training, *, runs: bool) -> QuerySet[Enrolment]:
    """The lines of the register that she may read: all of them for who ``runs`` it, else her grant's countries."""
    rows = Enrolment.objects.filter(training=training, state__in=TAKING_PART)
    if runs:
        return rows
    countries = person.countries_of(Role.COORDINATOR) or frozenset()
    return rows.filter(country__in=countries)


def can_read_register(person: Person, training: Training) -> bool:
    """Whether there is a register for her: she runs the training, or coordinates some country."""
    return can_run(person, training) or person.is_coordinator


def can_join(person: Person, training: Training) -> bool:
    """Meeting links and live rooms: those with a seat, and those who run or staff it."""
    return can_run(person, training) or staffs(person, training) or can_take_part(person, training)
