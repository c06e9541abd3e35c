"""Who may do what with certificates. Rows: ``Certificate.objects.visible_to(person)``."""

from __future__ import annotations

from django.db.models import Q

from courses.access import can_run, runnable_trainings
from courses.models import Training
from lms.people.models import Person


def can_issue(person: Person, training: Training) -> bool:
    """Issue, replace, withdraw, download the group's: who runs the training."""
    return can_run(person, training)


def issuable_trainings(person: Person) -> Q:
    """The same as a filter of trainings."""
    return runnable_trainings(person)
