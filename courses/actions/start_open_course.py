"""Start an open course: any member, at any time."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from courses.actions.enrol import enrol
from courses.models import Course, Enrolment, Mode, Stage, Training
from lms.common.errors import Refused
from lms.common.languages import localized
from lms.people.models import Person


def start_open_course(*, course: Course, person: Person) -> Enrolment:
    """Enrol ``person`` in the course's self-paced training, made with its first reader; repeat-safe.

    Raises Refused when the course is not open to members.
    """
    if not course.is_open or course.status != Course.Status.PUBLISHED:
        raise Refused(_("This course is part of trainings; it cannot be started alone."), code="not_open")
    return enrol(
        training=_self_paced(course), person=person, country=person.country, agency=person.agency, unit=person.unit
    )


def _self_paced(course: Course) -> Training:
    found = Training.objects.filter(course=course, is_self_paced=True).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return Training.objects.create(
                slug=f"{course.slug[:69]}-self-paced",
                title=localized(course.title, "en").text,
                course=course,
                mode=Mode.ONLINE,
                is_self_paced=True,
                stage=Stage.OPEN,
                hours=0,
            )
    except IntegrityError:
        # Two first readers at once: the constraint let one of them make it.
        return Training.objects.get(course=course, is_self_paced=True)
