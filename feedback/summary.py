"""What people said, added up: per question the number of answers, mean and spread; comments apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Q

from courses.models import Enrolment, Training
from courses.models.enrolment import TAKING_PART
from feedback.masking import SMALLEST_COMMENTS, SMALLEST_GROUP, shown
from feedback.models import ChoiceQuestion, CommentQuestion, ResponseValue, SurveyQuestion, SurveyRound


@dataclass(frozen=True)
class QuestionSummary:
    """Figures of one question. ``mean`` is None where fewer than five answered."""

    question: SurveyQuestion
    answers: int
    mean: float | None = None
    # Answer → number of people; empty while hidden.
    spread: dict[str, int] = field(default_factory=dict)
    comments: tuple[str, ...] = ()

    @property
    def is_hidden(self) -> bool:
        """Too few answers to show a figure."""
        return not self.spread and not self.comments

    @property
    def bars(self) -> list[tuple[str, int, int]]:
        """(answer, people, percent of the answers) in order of the answer."""
        total = sum(self.spread.values()) or 1
        return [(name, count, round(100 * count / total)) for name, count in self.spread.items()]


@dataclass(frozen=True)
class RoundSummary:
    """One round: how many could answer, how many did, and what of it can be shown."""

    round: SurveyRound
    asked: int
    receipts: int
    # Answers whose envelopes were opened: what the figures below rest on.
    opened: int
    questions: tuple[QuestionSummary, ...]

    @property
    def is_hidden(self) -> bool:
        """Fewer than five opened answers: nothing is shown."""
        return not shown(self.opened)


@dataclass(frozen=True)
class Rating:
    """A mean on the scale of 1 to 5 with the number of answers behind it."""

    mean: float
    answers: int


def training_summary(training: Training, *, countries: frozenset[str] | None = None) -> list[RoundSummary]:
    """All rounds of a training, the training as a whole first, then its sessions in order. Constant query count.

    With ``countries``, only what people of these have answered. Answers arrive in groups of five from all countries
    together, so a country's figures could be read one answer at a time while a round is open: they are shown once it
    is over and nothing changes any more. A question that may be left out has fewer answers than a group of five holds;
    while a round is open it counts full fives of its own.
    """
    answered, said, asked_of, kept = Q(), Q(), Q(), Q()
    if countries is not None:
        answered = Q(receipts__enrolment__country__in=countries)
        said = Q(responses__country__in=countries, sealed_at__isnull=False)
        asked_of = Q(country__in=countries)
        kept = Q(response__country__in=countries, response__round__sealed_at__isnull=False)
    rounds = list(
        SurveyRound.objects.filter(training=training)
        .select_related("survey", "session")
        .annotate(
            receipt_count=Count("receipts", filter=answered or None, distinct=True),
            opened_count=Count("responses", filter=said or None, distinct=True),
        )
        .order_by("session__starts_at", "pk")
    )
    rounds.sort(key=lambda one: one.session_id is not None)
    asked = Enrolment.objects.filter(asked_of, training=training, state__in=TAKING_PART).count()
    surveys = {one.survey_id for one in rounds}
    questions: dict[int, list[SurveyQuestion]] = defaultdict(list)
    for question in SurveyQuestion.objects.filter(survey__in=surveys):
        questions[question.survey_id].append(question)
    counted = ResponseValue.objects.filter(kept, response__round__in=rounds)
    numbers: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    rated = counted.exclude(question__in=_comment_ids(questions))
    stepping = Q(response__round__sealed_at=None, question__is_required=False)
    for round_id, question_id, number, text, count in (
        rated.exclude(stepping)
        .values_list("response__round", "question", "number", "text")
        .annotate(count=Count("pk"))
        .order_by("number", "text")
    ):
        numbers[round_id, question_id][_answer(number, text)] = count
    said_so_far: dict[tuple[int, int], list[str]] = defaultdict(list)
    for round_id, question_id, number, text in (
        rated.filter(stepping).order_by("response").values_list("response__round", "question", "number", "text")
    ):
        said_so_far[round_id, question_id].append(_answer(number, text))
    for key, given in said_so_far.items():
        numbers[key] = dict(Counter(given[: len(given) // SMALLEST_GROUP * SMALLEST_GROUP]))
    comments: dict[tuple[int, int], list[str]] = defaultdict(list)
    for round_id, question_id, text in (
        counted.filter(question__in=_comment_ids(questions))
        .order_by("text")
        .values_list("response__round", "question", "text")
    ):
        comments[round_id, question_id].append(text)
    return [
        RoundSummary(
            round=one,
            asked=asked,
            receipts=one.receipt_count,
            opened=one.opened_count,
            questions=tuple(
                _summary(question, numbers[one.pk, question.pk], comments[one.pk, question.pk])
                for question in questions[one.survey_id]
            ),
        )
        for one in rounds
    ]


def _answer(number: int | None, text: str) -> str:
    return text if number is None else str(number)


def _comment_ids(questions: dict[int, list[SurveyQuestion]]) -> list[int]:
    return [q.pk for group in questions.values() for q in group if isinstance(q, CommentQuestion)]


def _summary(question: SurveyQuestion, counts: dict[str, int], comments: list[str]) -> QuestionSummary:
    if isinstance(question, CommentQuestion):
        enough = shown(len(comments), least=SMALLEST_COMMENTS)
        return QuestionSummary(question, len(comments), comments=tuple(comments) if enough else ())
    answers = sum(counts.values())
    if not shown(answers):
        return QuestionSummary(question, answers)
    if isinstance(question, ChoiceQuestion):
        named = {str(choice.text): counts.get(choice.code, 0) for choice in question.choices.all()}
        return QuestionSummary(question, answers, spread=named)
    mean = sum(int(number) * count for number, count in counts.items()) / answers
    full = {str(number): counts.get(str(number), 0) for number in range(5, 0, -1)} if _is_scale(counts) else counts
    return QuestionSummary(question, answers, mean=mean, spread=full)


def _is_scale(counts: dict[str, int]) -> bool:
    return all(number in {"1", "2", "3", "4", "5"} for number in counts)


# The question whose mean stands for "how good was it" in reports: stars about the whole training.
SATISFACTION_CODE = "overall"
