"""Two enrolments of one officer in one training become one: her attendance."""

from __future__ import annotations

from django.utils import timezone

from courses.models import Enrolment
from sessions.models import Attendance, AttendanceStatus

# The better mark holds: whoever saw her was right.
ORDER = [
    AttendanceStatus.PRESENT, AttendanceStatus.LATE, AttendanceStatus.PARTLY, AttendanceStatus.EXCUSED,
    AttendanceStatus.ABSENT,
]  # fmt: skip


def join_attendance(keep: Enrolment, gone: Enrolment) -> int:
    """Both marks' union; where both have one, the better, and the longer time. Runs in the caller's transaction."""
    have = {mark.session_id: mark for mark in keep.attendance.select_for_update()}
    done = 0
    for mark in gone.attendance.select_for_update():
        other = have.get(mark.session_id)
        if other is None:
            # The time of receipt makes the figures be reckoned anew.
            Attendance.objects.filter(pk=mark.pk).update(enrolment=keep, received_at=timezone.now())
        else:
            better = min(other, mark, key=lambda one: ORDER.index(AttendanceStatus(one.status)))
            minutes = [one.minutes for one in (other, mark) if one.minutes is not None]
            Attendance.objects.filter(pk=other.pk).update(
                status=better.status,
                source=better.source,
                marked_by=better.marked_by,
                at=better.at,
                minutes=max(minutes) if minutes else None,
                received_at=timezone.now(),
            )
            mark.delete()
        done += 1
    return done
