"""What tests hold about a person."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assessments.actions.join_records import join_attempts
from assessments.models import Answer
from lms.common.holdings import owned
from lms.common.personal import ONCE, Holding

_attempts = owned("assessments.Attempt", "enrolment__person")
_answers = owned("assessments.Answer", "attempt__enrolment__person")


@transaction.atomic
def _erase_answers(person: AbstractBaseUser) -> int:
    """Ticks stay for the statistics of the questions; whatever is written in words goes."""
    changed = []
    for answer in Answer.objects.filter(attempt__enrolment__person=person.pk).iterator(chunk_size=500):
        picked = [key for key in answer.value if key in {"true", "false"} or str(key).isdigit()] if answer.value else []
        if picked != (answer.value or []) or answer.client_id:
            answer.value, answer.client_id = picked, ""
            changed.append(answer)
    Answer.objects.bulk_update(changed, ["value", "client_id"], batch_size=200)
    return len(changed)


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "assessments.Answer",
        _("Your answers in tests"),
        _("To work out your result and to improve the questions. What you ticked stays, without your name."),
        _answers,
        ("attempt_id", "position", "value", "score", "marked", "revision", "saved_at"),
        unsaid={"client_id": ONCE},
        erase=_erase_answers,
    ),
    Holding(
        "assessments.Attempt",
        _("Tests you took"),
        _("Your certificate depends on them. Results stay for the figures, without your name."),
        _attempts,
        (
            "lesson_id",
            "number",
            "state",
            "started_at",
            "expires_at",
            "extra_minutes",
            "submitted_at",
            "score",
            "max_score",
            "percent",
            "passed",
        ),
        unsaid={"seed": "by it the options are put in order"},
    ),
)

# When two records of one officer become one, for each training in which both were.
JOIN_ENROLMENTS = join_attempts
