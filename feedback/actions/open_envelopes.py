"""Open sealed answers together, in shuffled batches, so that no order tells whose they are."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from feedback import sealing
from feedback.models import Envelope, Response, ResponseValue, SurveyQuestion, SurveyRound

BATCH = 5


def open_envelopes(*, round: SurveyRound, now: dt.datetime | None = None) -> int:
    """Turn the envelopes of ``round`` into responses if at least five are there, or it has closed.

    One transaction: an answer is never in both places, and never in none. Returns how many were opened.
    """
    now = now or timezone.now()
    with transaction.atomic():
        locked = SurveyRound.objects.select_for_update().get(pk=round.pk)
        closed = now >= locked.closes_at
        envelopes = list(Envelope.objects.filter(round=locked, is_opened=False))
        if len(envelopes) < BATCH and not closed:
            return 0
        random.SystemRandom().shuffle(envelopes)
        questions = dict(
            SurveyQuestion.objects.non_polymorphic().filter(survey=locked.survey_id).values_list("code", "pk")
        )
        contents = [sealing.unseal(bytes(envelope.sealed)) for envelope in envelopes]
        responses = Response.objects.bulk_create(
            [
                Response(
                    round=locked,
                    country_id=content["country"],
                    language=content["language"],
                    day=dt.date.fromisoformat(content["day"]),
                )
                for content in contents
            ]
        )
        ResponseValue.objects.bulk_create(
            [
                _value(response, questions[code], value)
                for response, content in zip(responses, contents, strict=True)
                for code, value in content["values"].items()
                if code in questions
            ]
        )
        Envelope.objects.filter(pk__in=[envelope.pk for envelope in envelopes]).update(sealed=b"", is_opened=True)
        if closed:
            SurveyRound.objects.filter(pk=locked.pk).update(sealed_at=now)
        return len(envelopes)


def _value(response: Response, question_id: int, value: Any) -> ResponseValue:
    if isinstance(value, int):
        return ResponseValue(response=response, question_id=question_id, number=value)
    return ResponseValue(response=response, question_id=question_id, text=str(value))


def open_due_envelopes() -> int:
    """Open what is due in every round."""
    now = timezone.now()
    full = SurveyRound.objects.annotate(waiting=Count("envelopes", filter=Q(envelopes__is_opened=False))).filter(
        waiting__gte=BATCH
    )
    closed = SurveyRound.objects.filter(closes_at__lte=now, sealed_at=None)
    return sum(open_envelopes(round=one, now=now) for one in {*full, *closed})
