"""Which courses and which enrolments a page is about."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from courses.models import Course, Enrolment, Stage, Training
from courses.models.enrolment import TAKING_PART
from lms.people.models import Person, Role


def visible_courses(person: Person) -> QuerySet[Course]:
    """Published courses that are open, or taught in a training of hers; editors see drafts, staff every course."""
    if person.has_role(Role.EDITOR):
        return Course.objects.all()
    published = Course.objects.filter(status=Course.Status.PUBLISHED)
    if person.is_team:
        return published
    taught = Exists(
        Enrolment.objects.filter(training__course=OuterRef("pk"), person=person, state__in=TAKING_PART)
    ) | Exists(Training.objects.filter(course=OuterRef("pk"), staff=person))
    return published.filter(Q(is_open=True) | Q(taught))


def own_enrolments(person: Person) -> QuerySet[Enrolment]:
    """Trainings in which she has or had a seat, with course and country."""
    return Enrolment.objects.filter(person=person, state__in=TAKING_PART).select_related(
        "training__course", "training__country"
    )


def _recency(enrolment: Enrolment) -> tuple[bool, bool, dt.date]:
    training = enrolment.training
    takes_place = training.stage != Stage.CANCELLED
    return (takes_place, training.is_running, training.starts_on or enrolment.created_at.date())


def most_recent_first(enrolments: list[Enrolment]) -> list[Enrolment]:
    """The training that runs now, then the latest, cancelled ones last; a self-paced one counts from when she began."""
    return sorted(enrolments, key=_recency, reverse=True)


def enrolment_in(person: Person, course: Course, *, training: str = "") -> tuple[Enrolment | None, list[Enrolment]]:
    """The enrolment that a page on ``course`` is about (``training`` = slug chosen), and all of hers in it."""
    own = most_recent_first(list(own_enrolments(person).filter(training__course=course)))
    chosen = next((one for one in own if one.training.slug == training), None)
    return (chosen or (own[0] if own else None), own)
