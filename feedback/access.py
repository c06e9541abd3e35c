"""Who may answer, and who reads what was said."""

from __future__ import annotations

from courses.access import can_run, coordinates
from courses.models import Enrolment, Training
from courses.models.enrolment import TAKING_PART
from feedback.models import SurveyRound
from lms.people.models import Person


def answering_enrolment(person: Person, round: SurveyRound) -> Enrolment | None:
    """Her enrolment by which she may answer, or None: then the form does not exist for her."""
    return (
        Enrolment.objects.filter(training=round.training_id, person=person, state__in=TAKING_PART)
        .select_related("training")
        .first()
    )


def can_read_summary(person: Person, training: Training) -> bool:
    """Trainers of the training and its coordinators; the threshold for small groups holds for all of them."""
    return can_run(person, training) or coordinates(person, training)
