"""Take an answer: sealed first, then the receipt, in two transactions that share nothing."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Enrolment
from feedback import sealing
from feedback.models import Envelope, Receipt, SurveyRound
from lms.common.errors import Refused

# A country is kept with an answer only if at least this many of it take part.
SMALLEST_COUNTRY = 5


def submit_response(*, round: SurveyRound, enrolment: Enrolment, values: dict[str, Any], language: str) -> bool:
    """Keep ``values`` (question code → answer) of ``enrolment`` in ``round``; return False if it was there already.

    The envelope comes first, under a name that only this enrolment has in this round: pressed twice, it
    is one answer, and if the process dies before the receipt, sending again adds just the receipt.
    Raises Refused (``closed``, ``answered``, ``not_taking_part``).
    """
    if not enrolment.takes_part or enrolment.training_id != round.training_id:
        raise Refused(_("Only people who take part in the training can answer."), code="not_taking_part")
    if Receipt.objects.filter(round=round, enrolment=enrolment).exists():
        raise Refused(
            _("You have answered already. Answers cannot be changed, because nobody knows which is yours."),
            code="answered",
        )
    token = sealing.token(round.pk, enrolment.pk)
    if not round.is_open() and not Envelope.objects.filter(token=token).exists():
        raise Refused(_("This form is closed. Nothing was sent."), code="closed")
    content = {
        "values": {code: value for code, value in values.items() if value not in (None, "")},
        "language": language,
        "day": timezone.now().astimezone(round.training.zone).date().isoformat(),
        "country": enrolment.country_id if _is_large(enrolment) else None,
    }
    # Two transactions on purpose: a common one would join the rows by its number.
    _envelope, is_new = Envelope.objects.get_or_create(
        token=token, defaults={"round": round, "sealed": sealing.seal(content)}
    )
    Receipt.objects.get_or_create(round=round, enrolment=enrolment)
    return is_new


def _is_large(enrolment: Enrolment) -> bool:
    """Whether enough people of her country take part for it to say nothing about her."""
    same = Enrolment.objects.filter(training=enrolment.training_id, country=enrolment.country_id, state=enrolment.state)
    return same.count() >= SMALLEST_COUNTRY
