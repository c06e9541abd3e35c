"""Ask about what just happened: open the rounds that are due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from courses.models import Stage, Training
from feedback.models import Survey, SurveyRound
from sessions.models import SessionKind, SessionStatus, TrainingSession

# A session can be rated from shortly before its end, while people still sit there.
BEFORE_END = dt.timedelta(minutes=10)
# Rounds of a training close together, so that late answers still count.
AFTER_TRAINING = dt.timedelta(days=14)
# Breaks, tests and ceremonies are not rated.
RATED = (SessionKind.SESSION, SessionKind.EXERCISE, SessionKind.DEMONSTRATION)
SESSION_SURVEY = "session"
TRAINING_SURVEY = "training"


def rated_sessions(trainings: Iterable[Training]) -> QuerySet[TrainingSession]:
    """What is rated of ``trainings``, as far as it takes place."""
    rows = TrainingSession.objects.filter(training__in=[training.pk for training in trainings], kind__in=RATED)
    return rows.exclude(status=SessionStatus.CANCELLED)


def _closing(training: Training) -> dt.datetime:
    assert training.ends_on is not None  # noqa: S101  # only dated trainings are rated
    return dt.datetime.combine(training.ends_on, dt.time(23, 59), training.zone) + AFTER_TRAINING


def opening_of(session: TrainingSession) -> dt.datetime:
    """From when on a session is rated."""
    return session.ends_at - BEFORE_END


def closing_of(training: Training, opens_at: dt.datetime) -> dt.datetime:
    """Until when a round is open; one about a session that was moved beyond the training's days for as long."""
    return max(_closing(training), opens_at + AFTER_TRAINING)


def still_to_be_rated(trainings: Iterable[Training]) -> set[int]:
    """Ids of those of ``trainings`` whose rounds may still open; no query where their time is over for all."""
    now = timezone.now()
    open_ = [one for one in trainings if one.ends_on and one.stage != Stage.CANCELLED and _closing(one) > now]
    return set(rated_sessions(open_).values_list("training", flat=True)) if open_ else set()


def open_rounds(*, training: Training, now: dt.datetime | None = None) -> int:
    """Open every round of ``training`` whose time has come; return how many are new. Safe to repeat."""
    now = now or timezone.now()
    if training.stage == Stage.CANCELLED or training.ends_on is None:
        return 0
    surveys = {survey.slug: survey for survey in Survey.objects.filter(slug__in=[SESSION_SURVEY, TRAINING_SURVEY])}
    sessions = list(rated_sessions([training]).order_by("starts_at"))
    if _closing(training) <= now or not sessions:
        return 0
    due = [
        SurveyRound(
            survey=surveys[SESSION_SURVEY],
            training=training,
            session=session,
            opens_at=opening_of(session),
            closes_at=closing_of(training, opening_of(session)),
        )
        for session in sessions
        if opening_of(session) <= now
    ]
    # The whole training is rated from the start of its last session on.
    opens = sessions[-1].starts_at
    if opens <= now:
        due.append(
            SurveyRound(
                survey=surveys[TRAINING_SURVEY],
                training=training,
                opens_at=opens,
                closes_at=closing_of(training, opens),
            )
        )
    with transaction.atomic():
        before = SurveyRound.objects.filter(training=training).count()
        SurveyRound.objects.bulk_create(due, ignore_conflicts=True)
        return SurveyRound.objects.filter(training=training).count() - before


def open_due_rounds() -> int:
    """Open the due rounds of every training that runs or ended lately."""
    today = timezone.now().date()
    recent = Training.objects.filter(
        starts_on__lte=today + dt.timedelta(days=1), starts_on__gte=today - dt.timedelta(days=30)
    ).exclude(stage=Stage.CANCELLED)
    return sum(open_rounds(training=training) for training in recent)
