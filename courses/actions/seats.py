"""Seats of a training: the only writer of ``seats_taken`` and of the waiting list.

Every function runs in its caller's transaction and starts by locking the training's row, so that two
sign-ups, a sign-up and a withdrawal, or two clocks queue up behind each other. The UPDATE that takes a
seat carries its own condition, and a constraint of the table stands behind it: whichever guard is
forgotten, 200 people for 30 seats make 30.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Enrolment, EnrolmentState, Stage, Training
from courses.models.enrolment import SEAT_HOLDING
from courses.seating import Seating
from lms.audit.actions import record
from lms.common.errors import Refused
from lms.notices.actions import queue_notice
from lms.notices.models import Notice
from lms.people.models import Person

OFFER_LASTS = dt.timedelta(hours=48)
UNTOLD_LASTS = dt.timedelta(days=365)
SHORTEST_OFFER = dt.timedelta(hours=2)
OFFER_MAIL = "seat_offered"
# Who may still say no: she has a seat, is offered one, or waits for one.
DECLINABLE = (EnrolmentState.OFFERED.value, EnrolmentState.CONFIRMED.value, EnrolmentState.WAITING.value)


def lock_training(training_id: int) -> Training:
    """The training's row, locked until the end of the transaction (SQLite: the whole file is, by IMMEDIATE)."""
    return Training.objects.select_for_update().get(pk=training_id)


def take_seats(training_id: int, number: int = 1) -> bool:
    """Take ``number`` seats, all or none. False: there are not so many."""
    return bool(
        Training.objects.filter(pk=training_id, seats_taken__lte=F("capacity") - number).update(
            seats_taken=F("seats_taken") + number
        )
    )


def take_seats_regardless(training_id: int, number: int = 1) -> None:
    """Take seats whatever the capacity: for a training that is over, and for open, self-paced ones."""
    Training.objects.filter(pk=training_id).update(
        seats_taken=F("seats_taken") + number,
        seats_over=Greatest(F("seats_taken") + number - F("capacity"), Value(0)),
    )


def release_seats(training_id: int, number: int = 1) -> None:
    """Give seats back, without offering them to anyone yet."""
    if number:
        Training.objects.filter(pk=training_id).update(
            seats_taken=F("seats_taken") - number,
            seats_over=Greatest(F("seats_taken") - number - F("capacity"), Value(0)),
        )


def next_waiting_number(training_id: int) -> int:
    """The number of the next person in the line."""
    return (Enrolment.objects.filter(training=training_id).aggregate(last=Max("waiting_number"))["last"] or 0) + 1


def offer_ends(training: Training, now: dt.datetime, lasts: dt.timedelta = OFFER_LASTS) -> dt.datetime:
    """When an offer made now runs out: after two days, or when the training begins, but never within two hours."""
    ends = now + lasts
    if training.starts_on:
        begins = dt.datetime.combine(training.starts_on, dt.time(0), tzinfo=training.zone)
        ends = min(ends, begins)
    return max(ends, now + SHORTEST_OFFER)


def promote(training: Training, *, tell: bool = True) -> list[Enrolment]:
    """Offer the free seats to those who wait, in their order. ``training`` is locked by the caller.

    Somebody whose country has all its seats is passed over and keeps the place. Each gets a mail about
    her offer; with ``tell=False`` nobody does, and the offer holds until the training begins.
    """
    training.refresh_from_db(fields=["seats_taken", "seats_over", "capacity"])
    if training.capacity <= training.seats_taken or training.has_ended or training.stage == Stage.CANCELLED:
        return []
    seating = Seating(training)
    now = timezone.now()
    ends = offer_ends(training, now, OFFER_LASTS if tell else UNTOLD_LASTS)
    chosen: list[Enrolment] = []
    waiting = training.enrolments.filter(state=EnrolmentState.WAITING).order_by("waiting_number", "pk")
    waiting = waiting.select_related("person")
    for enrolment in waiting.iterator(chunk_size=200):
        if seating.free < 1:
            break
        if seating.has_room_for(enrolment.country_id):
            seating.seat(enrolment.country_id)
            enrolment.state = EnrolmentState.OFFERED
            enrolment.offer_expires_at = ends
            enrolment.updated_at = now
            chosen.append(enrolment)
    if chosen and take_seats(training.pk, len(chosen)):
        Enrolment.objects.bulk_update(chosen, ["state", "offer_expires_at", "updated_at"])
        if tell:
            for enrolment in chosen:
                context = {"enrolment": enrolment.pk, "title": training.title, "until": ends.isoformat()}
                queue_notice(person=enrolment.person, kind=OFFER_MAIL, context=context, training_slug=training.slug)
        return chosen
    return []


def retime_offers(training: Training) -> None:
    """After ``training`` was moved: offers that nobody was told of hold until it begins, none holds longer.

    Whoever got a mail keeps her seat until the moment that she read there, unless the training begins before it.
    ``training`` is locked by the caller.
    """
    now = timezone.now()
    ends = offer_ends(training, now, UNTOLD_LASTS)
    offers = training.enrolments.filter(state=EnrolmentState.OFFERED, offer_expires_at__gt=now)
    # An offer by mail that still holds is no older than this.
    mails = Notice.objects.filter(
        kind=OFFER_MAIL, training_slug=training.slug, person=OuterRef("person"), queued_at__gt=now - OFFER_LASTS
    )
    offers.filter(~Exists(mails)).update(offer_expires_at=ends, updated_at=now)
    offers.filter(offer_expires_at__gt=ends).update(offer_expires_at=ends, updated_at=now)


def _leave(enrolment: Enrolment, state: EnrolmentState, allowed: Sequence[str], *, actor: Person | None) -> bool:
    """Move one enrolment out of the training, once; hand its seat on. False: somebody was quicker."""
    with transaction.atomic():
        training = lock_training(enrolment.training_id)
        current = Enrolment.objects.select_for_update(of=("self",)).select_related("person").get(pk=enrolment.pk)
        before = current.state
        if before not in allowed:
            enrolment.state = before
            return False
        current.state = state
        current.offer_expires_at = None
        current.save(update_fields=["state", "offer_expires_at", "updated_at"])
        record(
            actor=actor,
            verb="courses.withdraw" if state == EnrolmentState.WITHDRAWN else "courses.decline",
            target=current,
            about=current.person,
            changes={"state": [before, state.value]},
        )
        enrolment.state, enrolment.offer_expires_at = current.state, None
        if before in SEAT_HOLDING:
            release_seats(training.pk)
            promote(training)
    return True


def withdraw(*, enrolment: Enrolment, actor: Person | None) -> bool:
    """Take a person off a training; the seat goes to the next in line in the same transaction."""
    allowed = [*SEAT_HOLDING, EnrolmentState.WAITING.value]
    return _leave(enrolment, EnrolmentState.WITHDRAWN, allowed, actor=actor)


def decline_invitation(*, enrolment: Enrolment, actor: Person | None) -> bool:
    """Note that she does not take part; her seat goes to the next in line. False, and no change, if she left already.

    ``actor`` is she herself where she is logged in, ``None`` where the mailed link alone says it. Raises Refused
    (``cancelled``, ``over``) where there is no seat to hand on any more.
    """
    with transaction.atomic():
        training = lock_training(enrolment.training_id)
        if training.stage == Stage.CANCELLED:
            raise Refused(_("This training was cancelled."), code="cancelled")
        if training.has_ended:
            raise Refused(_("This training is over. Its seats cannot be given back any more."), code="over")
        return _leave(enrolment, EnrolmentState.DECLINED, DECLINABLE, actor=actor)


def confirm_offer(*, enrolment: Enrolment) -> None:
    """The person takes the seat that was offered. Refused once the offer has run out; repeating it changes nothing."""
    now = timezone.now()
    taken = Enrolment.objects.filter(pk=enrolment.pk, state=EnrolmentState.OFFERED, offer_expires_at__gt=now).update(
        state=EnrolmentState.CONFIRMED, offer_expires_at=None, updated_at=now
    )
    enrolment.refresh_from_db(fields=["state", "offer_expires_at"])
    if not taken and enrolment.state not in (EnrolmentState.CONFIRMED, EnrolmentState.ATTENDED):
        raise Refused(
            _("This seat is no longer held for you. Ask your coordinator whether another one is free."),
            code="offer_over",
        )


def set_capacity(*, training: Training, capacity: int, tell: bool = True) -> list[Enrolment]:
    """Change how many seats there are. Nobody loses a seat; new ones are offered to those who wait.

    They get a mail, but not with ``tell=False``: see ``promote``.
    """
    with transaction.atomic():
        locked = lock_training(training.pk)
        Training.objects.filter(pk=locked.pk).update(
            capacity=capacity, seats_over=Greatest(F("seats_taken") - capacity, Value(0)), updated_at=timezone.now()
        )
        offered = promote(locked, tell=tell)
    training.refresh_from_db(fields=["capacity", "seats_taken", "seats_over"])
    return offered


def expire_offers(now: dt.datetime | None = None) -> int:
    """Close the offers that ran out and hand their seats on; return how many. Safe to run twice at once."""
    now = now or timezone.now()
    due = Enrolment.objects.filter(state=EnrolmentState.OFFERED, offer_expires_at__lte=now)
    closed = 0
    for training_id in list(due.order_by().values_list("training", flat=True).distinct()):
        with transaction.atomic():
            training = lock_training(training_id)
            number = due.filter(training=training_id).update(
                state=EnrolmentState.EXPIRED, offer_expires_at=None, updated_at=now
            )
            if number:
                release_seats(training_id, number)
                promote(training)
        closed += number
    return closed
