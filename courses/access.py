"""Who may see and change what of courses and trainings: predicates and row filters side by side.

The country always comes from a grant, never from the request.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from courses.models import Enrolment, Training
from courses.models.enrolment import TAKING_PART
from lms.people.models import Person, Role


def coordinates(person: Person, training: Training) -> bool:
    """Whether she coordinates the training: everywhere, or its host country."""
    countries = person.countries_of(Role.COORDINATOR)
    return countries is None or (training.country_id in countries)


def staffs(person: Person, training: Training) -> bool:
    """Whether she is on the training's own staff."""
    return training.staffing.filter(person=person).exists()


def can_run(person: Person, training: Training) -> bool:
    """Register, launches, room, certificates: its trainers, and coordinators of every country."""
    return person.is_coordinator_everywhere or (person.has_role(Role.TRAINER) and staffs(person, training))


def runnable_trainings(person: Person) -> Q:
    """The trainings that ``can_run`` says yes to; also as an annotation where a page asks for both at once."""
    if person.is_coordinator_everywhere:
        return Q(pk__isnull=False)
    if person.has_role(Role.TRAINER):
        return Q(Exists(Training.staff.through._default_manager.filter(training=OuterRef("pk"), person=person)))
    return Q(pk__in=[])


def can_import_roster(person: Person, training: Training) -> bool:
    """Coordinators may bring in people; one of a single country only that country's (checked per row)."""
    return person.is_coordinator


def visible_trainings(person: Person) -> Q:
    """Trainings she may know of: her own, those she staffs, those her grant as coordinator covers."""
    own = Exists(Enrolment.objects.filter(training=OuterRef("pk"), person=person).exclude(state="withdrawn"))
    mine = Q(own) | Q(Exists(Training.staff.through._default_manager.filter(training=OuterRef("pk"), person=person)))
    countries = person.countries_of(Role.COORDINATOR)
    if countries is None:
        return Q(pk__isnull=False)
    if countries:
        with_own_people = Exists(Enrolment.objects.filter(training=OuterRef("pk"), country__in=countries))
        mine |= Q(country__in=countries) | Q(with_own_people)
    return mine


def visible_enrolments(person: Person) -> Q:
    """Enrolment rows she may read in full: her own; those of trainings she staffs; her grant's countries."""
    mine = Q(person=person)
    countries = person.countries_of(Role.COORDINATOR)
    if countries is None:
        return Q(pk__isnull=False)
    if countries:
        mine |= Q(country__in=countries)
    if person.has_role(Role.TRAINER):
        mine |= Q(training__staffing__person=person)
    return mine


def can_take_part(person: Person, training: Training) -> bool:
    """Whether she has a seat in it."""
    return Enrolment.objects.filter(training=training, person=person, state__in=TAKING_PART).exists()
