"""Who has answered: the half that is known by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from courses.models import Enrolment, Stage
from courses.models.enrolment import TAKING_PART
from feedback.models import Receipt, SurveyRound
from lms.people.models import Person
from sessions.models import SessionStatus


def has_answered(enrolment: Enrolment, round: SurveyRound) -> bool:
    """Whether she has answered in this round."""
    return Receipt.objects.filter(enrolment=enrolment, round=round).exists()


def raters_of_training(enrolments: Iterable[int]) -> set[int]:
    """Those of ``enrolments`` (ids) that have rated their training as a whole."""
    rows = Receipt.objects.filter(enrolment__in=enrolments, round__session=None)
    return set(rows.values_list("enrolment", flat=True))


def open_rounds_for(person: Person, now: dt.datetime | None = None) -> QuerySet[SurveyRound]:
    """Rounds that wait for her answer, oldest first. Nobody is asked about what was cancelled."""
    now = now or timezone.now()
    seat = Enrolment.objects.filter(training=OuterRef("training"), person=person, state__in=TAKING_PART)
    given = Receipt.objects.filter(round=OuterRef("pk"), enrolment__person=person)
    return (
        SurveyRound.objects.filter(Exists(seat), ~Exists(given), opens_at__lte=now, closes_at__gt=now)
        .exclude(training__stage=Stage.CANCELLED)
        .exclude(session__status=SessionStatus.CANCELLED)
        .select_related("survey", "training", "session")
        .order_by("opens_at", "pk")
    )
