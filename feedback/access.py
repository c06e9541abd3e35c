"""Who may answer, and who reads what was said."""

from __future__ import annotations

from courses.access import can_run
from courses.models import Enrolment, Training
from courses.models.enrolment import TAKING_PART
from feedback.models import SurveyRound
from lms.people.models import Person, Role


def answering_enrolment(person: Person, round: SurveyRound) -> Enrolment | None:
    """Her enrolment by which she may answer, or None: then the form does not exist for her."""
    return (
        Enrolment.objects.filter(training=round.training_id, person=person, state__in=TAKING_PART)
        .select_related("training")
        .first()
    )


def summary_countries(person: Person, training: Training) -> frozenset[str] | None:
    """Countries whose answers she reads added up; None = all, empty = none.

    Who runs the training reads all of them, a coordinator of some countries their people's. The threshold for small
    groups holds for all of them.
    """
    return None if can_run(person, training) else person.countries_of(Role.COORDINATOR)
