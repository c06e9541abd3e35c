"""When a test is open, for one training."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from assessments.models import AssessmentLesson
from courses.models import Training


@dataclass(frozen=True)
class Window:
    """From when until when a test may be started; an end that is ``None`` is open."""

    opens_at: dt.datetime | None
    closes_at: dt.datetime | None

    def last_day(self, zone: dt.tzinfo) -> dt.date | None:
        """The last day on which it is open, where it closes at midnight in ``zone``; otherwise ``None``.

        People take "00:00 on the 25th" for the evening of the 25th.
        """
        there = self.closes_at.astimezone(zone) if self.closes_at else None
        return there.date() - dt.timedelta(days=1) if there and there.time() == dt.time() else None

    def is_early(self, now: dt.datetime) -> bool:
        """It has not opened yet."""
        return self.opens_at is not None and now < self.opens_at

    def is_over(self, now: dt.datetime) -> bool:
        """It has closed."""
        return self.closes_at is not None and now >= self.closes_at

    def is_open(self, now: dt.datetime) -> bool:
        """It may be started now."""
        return not self.is_early(now) and not self.is_over(now)


def window(lesson: AssessmentLesson, training: Training) -> Window:
    """The window in the training's own calendar. A self-paced training has no dates: always open.

    A training shorter than the day on which the test opens lets it open on its last day.
    """
    if training.is_self_paced or training.starts_on is None:
        return Window(None, None)
    opens = closes = None
    if lesson.opens_on_day:
        opens = _midnight(training, min(lesson.opens_on_day, training.days) - 1)
    if lesson.closes_on_day:
        closes = _midnight(training, lesson.closes_on_day)
    return Window(opens, closes)


def _midnight(training: Training, days: int) -> dt.datetime:
    """The beginning of the training's day ``days`` after the first one, at the venue, as UTC."""
    assert training.starts_on is not None  # noqa: S101  (checked by the caller)
    day = training.starts_on + dt.timedelta(days=days)
    return dt.datetime.combine(day, dt.time(), tzinfo=training.zone).astimezone(dt.UTC)
