"""Which sessions: chainable adjectives over TrainingSession, and what is next for a person."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone

from courses.access import visible_trainings
from courses.models import Training
from courses.models.enrolment import TAKING_PART
from lms.people.models import Person

if TYPE_CHECKING:
    from sessions.models import TrainingSession

    Base = models.QuerySet[TrainingSession]
else:
    Base = models.QuerySet


class SessionQuerySet(Base):
    """Chainable adjectives over sessions."""

    def visible_to(self, person: Person) -> Self:
        """Sessions of trainings she may know of."""
        return self.filter(training__in=Training.objects.filter(visible_trainings(person)).values("pk"))

    def taking_place(self) -> Self:
        """Not cancelled."""
        return self.exclude(status="cancelled")

    def running(self, now: dt.datetime | None = None) -> Self:
        """Going on at ``now``: the start belongs to it, the end does not."""
        now = now or timezone.now()
        return self.taking_place().filter(starts_at__lte=now, ends_at__gt=now)

    def of_day(self, date: dt.date) -> Self:
        """On that date of the venue's calendar."""
        return self.filter(date=date)

    def overlapping(self, start: dt.datetime, end: dt.datetime) -> Self:
        """Sharing a moment with [start, end): back to back is no overlap."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)

    def counting(self) -> Self:
        """Those that attendance is reckoned from."""
        return self.taking_place().filter(counts_for_attendance=True, half_day__isnull=False)

    def attended_by(self, person: Person) -> Self:
        """Of trainings in which she has a seat."""
        return self.filter(training__enrolments__person=person, training__enrolments__state__in=TAKING_PART)

    def staffed_by(self, person: Person) -> Self:
        """Of trainings on whose staff she is."""
        return self.filter(training__in=Training.objects.filter(staffing__person=person).values("pk"))


SessionManager = models.Manager.from_queryset(SessionQuerySet)
