"""Marks in the register: given, taken away, undone. A repeat of the same press changes nothing."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Enrolment
from courses.models.enrolment import TAKING_PART
from lms.audit.actions import record
from lms.common.errors import Refused
from lms.people.models import Person
from sessions.models import Attendance, AttendanceBatch, AttendanceSource, AttendanceStatus, TrainingSession
from sessions.models.attendance import NOT_MARKED


@dataclass(frozen=True)
class BatchResult:
    """What a press did: ``changed`` marks; ``repeated`` when it had been received before."""

    changed: int
    repeated: bool = False
    batch: AttendanceBatch | None = None


@transaction.atomic
def mark_attendance(
    *,
    session: TrainingSession,
    marks: Mapping[int, str],
    actor: Person | None,
    client_id: str = "",
    source: str = AttendanceSource.REGISTER,
    at: dt.datetime | None = None,
    minutes: Mapping[int, int] | None = None,
) -> BatchResult:
    """Give each enrolment of ``marks`` its status; ``not_marked`` takes the mark away.

    Two markers at once are served one after the other; the later mark of a person stands. ``client_id`` names
    the press: the same one again changes nothing. All marks are written, or none. Raises Refused (``cancelled``,
    ``unknown_status``, ``not_enrolled``).
    """
    if not set(marks.values()) <= {*AttendanceStatus.values, NOT_MARKED}:
        raise Refused(_("This mark is not known."), code="unknown_status")
    session = _held(session)
    client_id = client_id or uuid.uuid4().hex
    if earlier := AttendanceBatch.objects.filter(client_id=client_id).first():
        return BatchResult(0, repeated=True, batch=earlier)
    enrolled = Enrolment.objects.filter(training=session.training_id, pk__in=marks, state__in=TAKING_PART)
    if enrolled.count() != len(marks):
        raise Refused(_("Somebody on this list has no seat in the training."), code="not_enrolled")
    return _write(session, marks, actor=actor, client_id=client_id, source=source, at=at, minutes=minutes or {})


@transaction.atomic
def mark_rest(
    *,
    session: TrainingSession,
    actor: Person | None,
    status: str = AttendanceStatus.PRESENT,
    client_id: str = "",
    among: set[int] | None = None,
) -> BatchResult:
    """Give ``status`` to all who are not marked yet (``among``: only these enrolments). No mark is overwritten."""
    if status not in AttendanceStatus.values:
        raise Refused(_("This mark is not known."), code="unknown_status")
    session = _held(session)
    client_id = client_id or uuid.uuid4().hex
    if earlier := AttendanceBatch.objects.filter(client_id=client_id).first():
        return BatchResult(0, repeated=True, batch=earlier)
    rest = Enrolment.objects.filter(training=session.training_id, state__in=TAKING_PART).exclude(
        pk__in=Attendance.objects.filter(session=session).values("enrolment")
    )
    if among is not None:
        rest = rest.filter(pk__in=among)
    marks = dict.fromkeys(rest.values_list("pk", flat=True), str(status))
    return _write(
        session, marks, actor=actor, client_id=client_id, source=AttendanceSource.REGISTER, at=None, minutes={}
    )


@transaction.atomic
def undo_press(*, session: TrainingSession, actor: Person, press: int) -> BatchResult:
    """Take back ``press``, the id of her own batch in this session, where nobody marked otherwise since.

    Taken back already: nothing changes, ``repeated``. Raises Refused (``nothing_to_undo``, ``cancelled``).
    """
    session = _held(session)
    batch = AttendanceBatch.objects.filter(session=session, actor=actor, pk=press).first()
    if batch is None:
        raise Refused(_("There is nothing to undo."), code="nothing_to_undo")
    if batch.undone:
        return BatchResult(0, repeated=True, batch=batch)
    now = {
        row.enrolment_id: row.status
        for row in Attendance.objects.filter(session=session, enrolment__in=[int(pk) for pk in batch.changes])
    }
    back = {
        int(pk): before
        for pk, (before, after) in batch.changes.items()
        if now.get(int(pk), NOT_MARKED) == after and before != after
    }
    result = _write(
        session,
        back,
        actor=actor,
        client_id=f"undo-{batch.pk}",
        source=AttendanceSource.REGISTER,
        at=None,
        minutes={},
    )
    AttendanceBatch.objects.filter(pk__in=[batch.pk, result.batch.pk if result.batch else batch.pk]).update(undone=True)
    return result


def _held(session: TrainingSession) -> TrainingSession:
    """The session's row, locked: marks of one session are written one press after the other."""
    fresh = TrainingSession.objects.select_for_update().get(pk=session.pk)
    if fresh.is_cancelled:
        raise Refused(_("This session was cancelled."), code="cancelled")
    return fresh


def _write(
    session: TrainingSession,
    marks: Mapping[int, str],
    *,
    actor: Person | None,
    client_id: str,
    source: str,
    at: dt.datetime | None,
    minutes: Mapping[int, int],
) -> BatchResult:
    now = timezone.now()
    kept = {row.enrolment_id: row for row in Attendance.objects.filter(session=session, enrolment__in=list(marks))}
    changes: dict[str, list[str]] = {}
    new: list[Attendance] = []
    changed: list[Attendance] = []
    gone: list[int] = []
    for pk, status in marks.items():
        row = kept.get(pk)
        before = row.status if row else NOT_MARKED
        if before == status and (row is None or minutes.get(pk) in (None, row.minutes)):
            continue
        changes[str(pk)] = [before, str(status)]
        if status == NOT_MARKED:
            gone.append(pk)
            continue
        target = row or Attendance(session=session, enrolment_id=pk)
        target.status = status
        target.minutes = minutes.get(pk)
        target.source = source
        target.marked_by = actor
        target.at = at or now
        target.received_at = now
        target.client_id = client_id
        (changed if row else new).append(target)
    if gone:
        Attendance.objects.filter(session=session, enrolment__in=gone).delete()
    Attendance.objects.bulk_create(new)
    Attendance.objects.bulk_update(
        changed, ["status", "minutes", "source", "marked_by", "at", "received_at", "client_id"]
    )
    if changes:
        record(actor=actor, verb="sessions.mark_attendance", target=session, changes=changes)
    batch = AttendanceBatch.objects.create(session=session, client_id=client_id, actor=actor, at=now, changes=changes)
    return BatchResult(len(changes), batch=batch)
