"""The agenda goes where its training goes: other days, another zone, or nowhere."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from courses.models import Stage, Training
from lms.common.errors import Refused
from lms.common.numbers import digits
from lms.people.models import Person
from sessions import timetable
from sessions.actions.agenda import refuse_conflicts
from sessions.actions.move import cancel_session, presenters_of
from sessions.following import tell_followers
from sessions.models import Attendance, SessionStatus, TrainingSession


def follow_training(*, training: Training, was: Training, actor: Person | None, reason: str) -> None:
    """Move or cancel the sessions of *training* with it; they keep their wall times, UID and order.

    Raises Refused: ``marked`` once somebody's attendance was marked, ``days`` where the agenda is longer than the
    training, ``busy`` where another training has the hall or a presenter on the new day, ``no_such_time``;
    and what the followers of sessions refuse.
    """
    if training.stage == Stage.CANCELLED != was.stage:
        for session in training.sessions.exclude(status=SessionStatus.CANCELLED):
            cancel_session(session=session, reason=reason, actor=actor)
        return
    if training.days < was.days:
        _keep_the_last_day(training)
    if training.starts_on is None or was.starts_on is None:
        return
    distance = training.starts_on - was.starts_on
    if distance or training.time_zone != was.time_zone:
        rows = TrainingSession.objects.select_for_update(of=("self",)).filter(training=training)
        moved = list(rows.select_related("event").order_by("pk"))
        if Attendance.objects.filter(session__training=training).exists():
            raise Refused(
                _("Attendance was marked already: the first day and the time zone cannot change any more."),
                code="marked",
            )
        for session in moved:
            session.training = training
            session.date += distance
            session.time_zone = training.time_zone
            if not session.is_cancelled:
                session.status = SessionStatus.MOVED
            timetable.write(session)
        # They move by the same distance: where two of them overlap, somebody allowed it with a reason before.
        for session in moved:
            if not session.is_cancelled:
                refuse_conflicts(session, presenters=presenters_of(session), elsewhere=True)
    if distance or (training.time_zone, training.days) != (was.time_zone, was.days):
        tell_followers(training=training)


def _keep_the_last_day(training: Training) -> None:
    beyond = training.sessions.exclude(status=SessionStatus.CANCELLED).filter(half_day__isnull=False)
    last = beyond.order_by("-day").values_list("day", flat=True).first()
    if last and last > training.days:
        raise Refused(
            _("The agenda has items on day %(day)s. Cancel them first.") % {"day": digits(str(last))}, code="days"
        )
