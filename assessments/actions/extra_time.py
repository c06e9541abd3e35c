"""Give one person more time, while she is at it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Attempt
from lms.audit.actions import record
from lms.common.errors import Refused
from lms.common.numbers import digits
from lms.people.models import Person

MOST_MINUTES = 240


def give_extra_time(*, attempt: Attempt, minutes: int, actor: Person, before: int | None = None) -> Attempt:
    """Move the end of an open attempt by ``minutes``; the open page follows within half a minute.

    ``before`` are the extra minutes that she had when this was asked for: where they are no longer those, it was
    given already (a press that came twice, or two trainers at once) and nothing changes.
    Refused: ``bad_minutes``, ``handed_in``, ``no_limit``.
    """
    if not 1 <= minutes <= MOST_MINUTES:
        raise Refused(
            _("Give between 1 and %(most)s minutes.") % {"most": digits(str(MOST_MINUTES))},
            code="bad_minutes",
            field="minutes",
        )
    with transaction.atomic():
        locked = Attempt.objects.select_for_update(of=("self",)).select_related("enrolment__person").get(pk=attempt.pk)
        if not locked.is_open:
            raise Refused(_("This test is already handed in."), code="handed_in")
        if locked.expires_at is None:
            raise Refused(_("This test has no time limit."), code="no_limit")
        had = locked.extra_minutes
        if before is not None and before != had:
            return locked
        locked.expires_at += dt.timedelta(minutes=minutes)
        locked.extra_minutes += minutes
        locked.save(update_fields=["expires_at", "extra_minutes"])
        record(
            actor=actor,
            verb="assessments.give_extra_time",
            target=locked,
            changes={"extra_minutes": [had, locked.extra_minutes]},
            about=locked.enrolment.person,
        )
    return locked
