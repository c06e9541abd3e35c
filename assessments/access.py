"""Who may take which test, and who may see the results of a training."""

from __future__ import annotations

from assessments.models import AssessmentLesson, Attempt
from courses.access import can_run
from courses.models import Enrolment, Training
from courses.models.enrolment import TAKING_PART
from courses.querysets import most_recent_first
from lms.people.models import Person, Role


def enrolment_for(person: Person, lesson: AssessmentLesson, training_slug: str = "") -> Enrolment | None:
    """The seat by which she takes the test: in the named training, else in the one that the course's page is about."""
    mine = Enrolment.objects.filter(
        person=person, state__in=TAKING_PART, training__course=lesson.module.course_id
    ).select_related("training")
    if training_slug:
        mine = mine.filter(training__slug=training_slug)
    return next(iter(most_recent_first(list(mine.order_by("-pk")))), None)


def can_see_person_results(person: Person, training: Training) -> bool:
    """Results by name: who runs the training."""
    return can_run(person, training)


def results_countries(person: Person, training: Training) -> frozenset[str] | None:
    """Countries whose figures she may see in the training; None = all, empty = none.

    A coordinator of some countries sees those; who runs the training sees all.
    """
    if can_run(person, training):
        return None
    return person.countries_of(Role.COORDINATOR)


def can_give_extra_time(person: Person, attempt: Attempt) -> bool:
    """Who runs the training of the attempt."""
    return can_run(person, attempt.enrolment.training)
