"""A person checks herself in with the code on the room's screen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Enrolment
from courses.models.enrolment import TAKING_PART
from lms.common.errors import Refused
from lms.people.models import Person
from sessions import checkin
from sessions.models import Attendance, AttendanceSource, AttendanceStatus, TrainingSession


@dataclass(frozen=True)
class CheckIn:
    """What became of it; ``already``: there was a mark, and it stays as it is."""

    session: TrainingSession
    attendance: Attendance
    already: bool


def check_in(
    *, person: Person, code: str = "", ticket: str = "", client_id: str = "", now: dt.datetime | None = None
) -> CheckIn:
    """Mark her present (late from ten minutes after the start) in the session whose screen shows ``code``.

    ``ticket`` stands for a code that was right when it was scanned. A repeat, or a mark that the trainer made,
    changes nothing. Raises Refused: ``not_open`` (none of her sessions can be checked into now), ``wrong_code``
    (also for a code of somebody else's training), ``ticket_expired``.
    """
    now = now or timezone.now()
    sessions = checkin.open_sessions(person, now)
    if not sessions:
        raise Refused(
            _("None of your sessions is open for check-in now. It opens 30 minutes before a session."), code="not_open"
        )
    seen_at = now
    if ticket:
        read = checkin.read_ticket(ticket, person)
        if read is None:
            raise Refused(_("This took too long. Please read the newest code from the screen."), code="ticket_expired")
        wanted, seen_at = read
        session = next((one for one in sessions if one.pk == wanted), None)
    else:
        session = checkin.match(sessions, code, now)
    if session is None:
        raise Refused(
            _("This code is not right or no longer shown. Please read the newest code from the screen."),
            code="wrong_code",
            field="code",
        )
    late = seen_at >= session.starts_at + checkin.LATE_AFTER
    with transaction.atomic():
        # The row that the register locks, too: of a scan and a trainer's press at once, the first one stands.
        TrainingSession.objects.select_for_update().get(pk=session.pk)
        enrolment = Enrolment.objects.get(training=session.training_id, person=person, state__in=TAKING_PART)
        attendance, made = Attendance.objects.get_or_create(
            session=session,
            enrolment=enrolment,
            defaults={
                "status": AttendanceStatus.LATE if late else AttendanceStatus.PRESENT,
                "source": AttendanceSource.CODE,
                "marked_by": person,
                "at": seen_at,
                "received_at": now,
                "client_id": client_id,
            },
        )
    return CheckIn(session, attendance, already=not made)
