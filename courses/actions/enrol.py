"""Give a person a place in a training: a seat, or the end of the waiting list."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.actions import seats
from courses.models import Enrolment, EnrolmentState, Stage, Training
from courses.seating import Seating
from lms.common.errors import Refused
from lms.people.models import Agency, Country, Person

LEFT = (EnrolmentState.DECLINED.value, EnrolmentState.EXPIRED.value, EnrolmentState.WITHDRAWN.value)


def enrol(
    *,
    training: Training,
    person: Person,
    country: Country | None,
    agency: Agency | None = None,
    unit: str = "",
    function: str = "",
    language: str | None = None,
    actor: Person | None = None,
    past: bool = False,
) -> Enrolment:
    """Enrol ``person``; return the row, also when she was in already (then nothing changes).

    She gets a seat while there is one for her country, else the end of the waiting list. In a training
    that has ended (``past``) the capacity is not checked and she attended; an open, self-paced training
    has no seats to count. Somebody who left may come back, at the end of the line. Raises Refused when the
    training was cancelled.
    """
    with transaction.atomic():
        locked = seats.lock_training(training.pk)
        if locked.stage == Stage.CANCELLED:
            raise Refused(_("This training was cancelled."), code="cancelled")
        known = Enrolment.objects.filter(training=locked, person=person).first()
        if known is not None and known.state not in LEFT:
            return known
        enrolment = known or Enrolment(training=locked, person=person)
        enrolment.country = country
        enrolment.agency = agency
        enrolment.unit = unit
        enrolment.function = function
        enrolment.language = language or person.language
        enrolment.waiting_since = None
        enrolment.waiting_number = None
        if past:
            enrolment.state = EnrolmentState.ATTENDED
            seats.take_seats_regardless(locked.pk)
        elif locked.is_self_paced:
            enrolment.state = EnrolmentState.CONFIRMED
            seats.take_seats_regardless(locked.pk)
        elif Seating(locked).has_room_for(enrolment.country_id) and seats.take_seats(locked.pk):
            enrolment.state = EnrolmentState.CONFIRMED
        else:
            enrolment.state = EnrolmentState.WAITING
            enrolment.waiting_since = timezone.now()
            enrolment.waiting_number = seats.next_waiting_number(locked.pk)
        enrolment.save()
    return enrolment
