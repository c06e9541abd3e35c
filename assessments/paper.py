"""An attempt's questions as its taker may see them: in her order, without a word on what is right."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from assessments.models import Attempt, Question
from lms.common.languages import Localized, current, localized


@dataclass(frozen=True)
class ChoiceView:
    """One choice, in the reader's language."""

    key: str
    text: Localized
    is_chosen: bool


@dataclass(frozen=True)
class Item:
    """One question at its place (1 = first)."""

    place: int
    question_id: int
    text: Localized
    instruction: Any
    is_multiple: bool
    points: int
    choices: list[ChoiceView]
    revision: int
    saved_at: dt.datetime | None
    is_marked: bool

    @property
    def is_answered(self) -> bool:
        """Something is chosen."""
        return any(choice.is_chosen for choice in self.choices)

    @property
    def state(self) -> str:
        """How the strip and the overview show it: ``marked``, ``answered`` or ``open``."""
        return "marked" if self.is_marked else "answered" if self.is_answered else "open"


def items(attempt: Attempt) -> list[Item]:
    """All questions of the attempt; a fixed number of queries, one more per kind of question."""
    answers = list(attempt.answers.order_by("position"))
    questions = {
        question.pk: question
        for question in Question.objects.filter(pk__in=[one.question_id for one in answers]).prefetch_related("options")
    }
    seed = attempt.seed if attempt.lesson.assessment.shuffle else None
    found = []
    for answer in answers:
        question = questions[answer.question_id]
        choices = question.order(question.choices(list(question.options.all())), seed)
        found.append(
            Item(
                place=answer.position,
                question_id=question.pk,
                text=localized(question.text),
                instruction=question.instruction,
                is_multiple=question.is_multiple,
                points=question.points,
                choices=[ChoiceView(one.key, localized_choice(one.text), one.key in answer.value) for one in choices],
                revision=answer.revision,
                saved_at=answer.saved_at,
                is_marked=answer.marked,
            )
        )
    return found


def localized_choice(value: Any) -> Localized:
    """A choice's text: authored in up to six languages, or a word of the interface."""
    if hasattr(value, "data") or isinstance(value, dict):
        return localized(value)
    return Localized(str(value), current(), is_fallback=False)
