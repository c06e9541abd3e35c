"""Which attempts: adjectives that chain."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models

from courses.models.enrolment import TAKING_PART

if TYPE_CHECKING:
    from assessments.models import Attempt
    from lms.people.models import Person


class AttemptQuerySet[M: "Attempt"](models.QuerySet[M]):
    """Attempts."""

    def of_person(self, person: Person) -> Self:
        """Her own ones, in trainings where she has her seat."""
        return self.filter(enrolment__person=person, enrolment__state__in=TAKING_PART)

    def finished(self) -> Self:
        """Handed in, by her or by the clock."""
        return self.exclude(state="open")

    def overdue(self, now: dt.datetime) -> Self:
        """Still open though their time is over."""
        return self.filter(state="open", expires_at__lte=now)
