"""When whom is reminded, in working days; what follows from it is in ``actions.reminding``."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from lms.joining.models import Application, State
from lms.joining.workdays import moment_before

# Working days after the question to the applicant.
INFORMATION_AFTER = (3, 7)
# Working days after which an unanswered question may be called "incomplete".
INCOMPLETE_AFTER = 10
SUPERVISOR_AFTER = 4
# Calendar days without a change.
DRAFT_WARNED_AFTER = dt.timedelta(days=23)
DRAFT_LASTS = dt.timedelta(days=30)
UNCONFIRMED_LASTS = dt.timedelta(days=2)
# Days before a membership ends.
RECONFIRM_BEFORE = (30, 7)


def is_overdue_twice_reminded(application: Application, now: dt.datetime | None = None) -> bool:
    """Whether she was asked, reminded twice, and has let the time pass."""
    if application.state != State.INFORMATION_REQUESTED or application.asked_at is None:
        return False
    if application.asked_reminders < len(INFORMATION_AFTER):
        return False
    return application.asked_at <= moment_before(now or timezone.now(), INCOMPLETE_AFTER)
