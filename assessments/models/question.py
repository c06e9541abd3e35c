"""Questions: the polymorphic root, and the kinds where one picks from a list."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from i18nfield.fields import I18nCharField, I18nTextField
from polymorphic.models import PolymorphicModel

from assessments import scoring
from assessments.models.assessment import Assessment


class Topic(models.TextChoices):
    """What a question is about; results are shown by topic."""

    AI_BASICS = "ai_basics", _("AI basics")
    TOOLS = "tools", _("Tools and the Hub")
    LAW = "law", _("Law and rights")
    RESPONSIBLE = "responsible", _("Responsible use")
    WELLBEING = "wellbeing", _("Wellbeing")


@dataclass(frozen=True)
class Choice:
    """One thing to pick, as it may be sent to the browser: nothing here says whether it is right."""

    key: str
    text: Any  # an i18nfield string or a translated one


class Question(PolymorphicModel):
    """One question of a test. Its kind is its class; a used question is never changed, it gets a new version.

    A kind brings: ``instruction``, ``is_multiple`` (how it is drawn), ``choices``, ``right_keys`` and ``credit``.
    """

    instruction: ClassVar[Any] = ""
    is_multiple = False

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="questions")
    # The same question in all its versions has the same key.
    key = models.SlugField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1, editable=False)
    is_current = models.BooleanField(default=True)
    topic = models.CharField(max_length=12, choices=Topic.choices)
    text = I18nTextField()
    explanation = I18nTextField(blank=True)
    points = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1)])
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "key", "version"], name="assessments_question_version_once"),
            models.UniqueConstraint(
                fields=["assessment", "key"], condition=Q(is_current=True), name="assessments_question_one_current"
            ),
            models.CheckConstraint(condition=Q(points__gte=1), name="assessments_question_points_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"

    @classmethod
    def keys(cls, options: Sequence[Option]) -> list[str]:
        """The keys of what can be picked, in the author's order. ``options`` are the question's rows, loaded."""
        return [str(option.pk) for option in options]

    def choices(self, options: Sequence[Option]) -> list[Choice]:
        """What can be picked, in the author's order."""
        return [Choice(str(option.pk), option.text) for option in options]

    def right_keys(self, options: Sequence[Option]) -> frozenset[str]:
        """The keys of the choices that are right."""
        return frozenset(str(option.pk) for option in options if option.is_right)

    def order(self, choices: Sequence[Choice], seed: int | None) -> list[Choice]:
        """The choices in the order of one attempt: the same for the same ``seed``, on every device."""
        if seed is None:
            return list(choices)
        # The order of choices is no secret, it only has to differ between neighbours.
        return random.Random(f"{seed}:{self.pk}").sample(list(choices), len(choices))  # noqa: S311

    def credit(self, chosen: frozenset[str], options: Sequence[Option]) -> Decimal:
        """Share of the points earned, 0 to 1."""
        raise TypeError(f"{type(self).__name__} is not a kind of question")


class SingleChoiceQuestion(Question):
    """Exactly one choice is right."""

    instruction = _("Choose one answer.")

    def credit(self, chosen: frozenset[str], options: Sequence[Option]) -> Decimal:
        return scoring.all_or_nothing(chosen, self.right_keys(options))


class MultipleChoiceQuestion(Question):
    """Any number of choices may be right; see :func:`assessments.scoring.right_minus_wrong`."""

    instruction = _("Choose all answers that are right. A wrong choice takes back a right one.")
    is_multiple = True

    def credit(self, chosen: frozenset[str], options: Sequence[Option]) -> Decimal:
        return scoring.right_minus_wrong(chosen, self.right_keys(options))


class TrueFalseQuestion(Question):
    """A statement that is true or not. It has no option rows and is never shuffled."""

    instruction = _("Is this statement true?")

    is_true = models.BooleanField()

    @classmethod
    def keys(cls, options: Sequence[Option]) -> list[str]:
        return ["true", "false"]

    def choices(self, options: Sequence[Option]) -> list[Choice]:
        return [
            Choice("true", pgettext_lazy("statement", "True")),
            Choice("false", pgettext_lazy("statement", "False")),
        ]

    def right_keys(self, options: Sequence[Option]) -> frozenset[str]:
        return frozenset({"true" if self.is_true else "false"})

    def order(self, choices: Sequence[Choice], seed: int | None) -> list[Choice]:
        return list(choices)

    def credit(self, chosen: frozenset[str], options: Sequence[Option]) -> Decimal:
        return scoring.all_or_nothing(chosen, self.right_keys(options))


class Option(models.Model):
    """One of the things to choose from."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="options")
    text = I18nCharField(max_length=500)
    is_right = models.BooleanField(default=False)
    feedback = I18nCharField(max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return str(self.text)
