"""What of a finished attempt may be shown to the person who made it, and from when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from assessments.models import AssessmentLesson, Attempt, Purpose, Question, Shown, Topic
from assessments.models.attempt import FINISHED
from assessments.paper import localized_choice
from assessments.windows import window
from lms.common.languages import Localized, localized


@dataclass(frozen=True)
class Release:
    """Whether something is shown now; if not, why, and from when if that is known."""

    is_shown: bool
    rule: str
    at: dt.datetime | None = None


@dataclass(frozen=True)
class TopicScore:
    """Points earned and possible in one topic."""

    topic: str
    label: Any
    score: Decimal
    max_score: Decimal

    @property
    def decimals(self) -> int:
        """Decimals needed to show the score."""
        return decimals_of(self.score)


@dataclass(frozen=True)
class ReviewedChoice:
    """A choice of a finished question."""

    text: Localized
    is_chosen: bool
    is_right: bool
    feedback: Localized


@dataclass(frozen=True)
class ReviewedItem:
    """A finished question with what was right and why."""

    place: int
    text: Localized
    explanation: Localized
    score: Decimal
    points: int
    choices: list[ReviewedChoice]

    @property
    def verdict(self) -> str:
        """``right``, ``partly`` or ``wrong``."""
        return "right" if self.score == self.points else "partly" if self.score > 0 else "wrong"

    @property
    def decimals(self) -> int:
        """Decimals needed to show the score."""
        return decimals_of(self.score)

    @property
    def chosen(self) -> list[ReviewedChoice]:
        """What she chose."""
        return [choice for choice in self.choices if choice.is_chosen]

    @property
    def right(self) -> list[ReviewedChoice]:
        """What would have been right."""
        return [choice for choice in self.choices if choice.is_right]


def result_release(attempt: Attempt) -> Release:
    """Whether points and percent may be shown."""
    return _release(attempt, attempt.lesson.assessment.result_shown)


def answers_release(attempt: Attempt) -> Release:
    """Whether own answers, right answers and explanations may be shown. Never before the result is."""
    result = result_release(attempt)
    return _release(attempt, attempt.lesson.assessment.answers_shown) if result.is_shown else result


def _release(attempt: Attempt, rule: str) -> Release:
    now, training = timezone.now(), attempt.enrolment.training
    if attempt.is_open or rule == Shown.NEVER:
        return Release(False, rule)
    if rule == Shown.AT_ONCE:
        return Release(True, rule)
    if rule == Shown.LAST_TRY:
        opening = window(attempt.lesson, training)
        if attempt.passed or opening.is_over(now) or tries_left(attempt) == 0:
            return Release(True, rule)
        return Release(False, rule, opening.closes_at)
    if rule == Shown.AFTER_POST:
        return _after_post(attempt, now)
    closes = window(attempt.lesson, training).closes_at
    return Release(closes is not None and now >= closes, rule, closes)


def tries_left(attempt: Attempt) -> int | None:
    """How often she may still take this attempt's test; None = as often as she likes."""
    tries = attempt.lesson.assessment.tries
    if tries is None:
        return None
    used = Attempt.objects.filter(enrolment=attempt.enrolment_id, lesson=attempt.lesson_id).count()
    return max(tries - used, 0)


def _after_post(attempt: Attempt, now: dt.datetime) -> Release:
    """Once the test after the training is handed in or has closed; at once in a course without one."""
    posts = list(AssessmentLesson.objects.filter(module__course=attempt.lesson.module.course_id, purpose=Purpose.POST))
    if not posts:
        return Release(True, Shown.AFTER_POST)
    handed_in = Attempt.objects.filter(enrolment=attempt.enrolment_id, lesson__in=posts, state__in=FINISHED)
    closes = [window(post, attempt.enrolment.training).closes_at for post in posts]
    known = [one for one in closes if one is not None]
    last = max(known) if len(known) == len(posts) else None
    return Release((last is not None and now >= last) or handed_in.exists(), Shown.AFTER_POST, last)


def reviewed(attempt: Attempt) -> list[ReviewedItem]:
    """Every question with answer and solution. Call only where :func:`answers_release` allows it."""
    answers = list(attempt.answers.order_by("position"))
    questions = _questions([one.question_id for one in answers])
    seed = attempt.seed if attempt.lesson.assessment.shuffle else None
    found = []
    for answer in answers:
        question = questions[answer.question_id]
        options = list(question.options.all())
        right, feedback = question.right_keys(options), {str(one.pk): one.feedback for one in options}
        found.append(
            ReviewedItem(
                place=answer.position,
                text=localized(question.text),
                explanation=localized(question.explanation),
                score=answer.score or Decimal(0),
                points=question.points,
                choices=[
                    ReviewedChoice(
                        localized_choice(one.text),
                        one.key in answer.value,
                        one.key in right,
                        localized(feedback.get(one.key)),
                    )
                    for one in question.order(question.choices(options), seed)
                ],
            )
        )
    return found


def by_topic(attempt: Attempt) -> list[TopicScore]:
    """Points per topic, in the order of :class:`Topic`; topics that were not asked are left out."""
    sums: dict[str, list[Decimal]] = {}
    rows = attempt.answers.values_list("question__topic", "score", "question__points")
    for topic, score, points in rows:
        entry = sums.setdefault(topic, [Decimal(0), Decimal(0)])
        entry[0] += score or 0
        entry[1] += points
    return [TopicScore(topic, Topic(topic).label, *sums[topic]) for topic in Topic.values if topic in sums]


def _questions(ids: list[int]) -> dict[int, Question]:
    return {one.pk: one for one in Question.objects.filter(pk__in=ids).prefetch_related("options")}


def decimals_of(score: Decimal) -> int:
    """Decimals needed to show points without trailing noughts."""
    return 0 if score == int(score) else 1 if score * 10 == int(score * 10) else 2
