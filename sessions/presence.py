"""How much of a training a person attended, reckoned over half days.

A half day is worth 1, spread evenly over its sessions that count for attendance and were not cancelled.
Present and late earn the whole of a session, partly earns the known minutes over its length (half of it
where they are unknown), excused and absent earn nothing, and so does a session that nobody has marked;
``marked`` tells how many half days have any mark at all, so that "not marked" is never read as "absent".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from courses.models import Enrolment
from sessions.models import Attendance, AttendanceStatus, TrainingSession

HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Share:
    """Half days attended of ``total``; ``percent`` is cut, never rounded up, to two places.

    ``total`` is 0 where the training has no half days that count: nothing was recorded then.
    """

    attended: Decimal
    total: int
    percent: Decimal
    marked: int = 0
    excused: int = 0

    @property
    def is_known(self) -> bool:
        """Whether attendance is recorded in this training at all."""
        return self.total > 0


NOTHING = Share(Decimal(0), 0, Decimal(0))


@dataclass(frozen=True)
class Mark:
    """What a reckoning needs of one mark."""

    status: str
    minutes: int | None = None


def credit(mark: Mark | None, length_minutes: int) -> Fraction:
    """The part of a session that a mark is worth, from 0 to 1."""
    if mark is None:
        return Fraction(0)
    if mark.status in (AttendanceStatus.PRESENT, AttendanceStatus.LATE):
        return Fraction(1)
    if mark.status == AttendanceStatus.PARTLY:
        if mark.minutes is None or length_minutes <= 0:
            return HALF
        return min(Fraction(mark.minutes, length_minutes), Fraction(1))
    return Fraction(0)


def reckon(half_days: dict[int, list[tuple[int, int]]], marks: dict[int, Mark]) -> Share:
    """The share of one person.

    ``half_days`` maps each number to its sessions as (id, minutes), ``marks`` a session's id to its mark.
    """
    total = len(half_days)
    if not total:
        return NOTHING
    attended = Fraction(0)
    marked = excused = 0
    for sessions in half_days.values():
        attended += sum((credit(marks.get(pk), minutes) for pk, minutes in sessions), Fraction(0)) / len(sessions)
        found = [marks[pk].status for pk, _ in sessions if pk in marks]
        marked += bool(found)
        excused += bool(found) and all(status == AttendanceStatus.EXCUSED for status in found)
    return Share(_cut(attended), total, _cut(attended * 100 / total), marked, excused)


def _cut(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01"), rounding=ROUND_DOWN)


def attendance_share(enrolment: Enrolment) -> Share:
    """Half days attended by one person."""
    return shares_for([enrolment])[enrolment.pk]


def shares_for(enrolments: Iterable[Enrolment]) -> dict[int, Share]:
    """The same for many enrolments, also of several trainings: two queries, whatever their number."""
    rows = list(enrolments)
    half_days: dict[int, dict[int, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    counting = TrainingSession.objects.counting().filter(training__in={row.training_id for row in rows})
    for session in counting.order_by().only("training_id", "half_day", "starts_at", "ends_at"):
        if session.half_day is not None:
            length = int(session.length.total_seconds() // 60)
            half_days[session.training_id][session.half_day].append((session.pk, length))
    marks: dict[int, dict[int, Mark]] = defaultdict(dict)
    wanted = {row.pk for row in rows}
    # By training, not by enrolment: a report asks for more rows than a query may have parameters.
    found = Attendance.objects.filter(session__training__in=half_days.keys(), session__counts_for_attendance=True)
    if len(wanted) == 1:
        found = found.filter(enrolment__in=wanted)
    for owner, of_session, status, minutes in found.values_list("enrolment_id", "session_id", "status", "minutes"):
        if owner in wanted:
            marks[owner][of_session] = Mark(status, minutes)
    return {row.pk: reckon(half_days.get(row.training_id, {}), marks.get(row.pk, {})) for row in rows}
