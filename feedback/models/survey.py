"""Surveys, their questions, and the rounds in which they are asked."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django import forms
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField
from polymorphic.models import PolymorphicModel

COMMENT_LENGTH = 1000


class Survey(models.Model):
    """A list of questions, the same over all trainings, so that answers can be compared."""

    class About(models.TextChoices):
        SESSION = "session", _("One session")
        TRAINING = "training", _("The whole training")

    slug = models.SlugField(max_length=60, unique=True)
    about = models.CharField(max_length=10, choices=About.choices)
    title = I18nCharField(max_length=200)

    def __str__(self) -> str:
        return str(self.title)


class SurveyQuestion(PolymorphicModel):
    """One question. ``code`` never changes, so that trends hold over years and wordings.

    A kind says how it is asked (``field``) and what a sent value becomes (``value_of``);
    numbers and texts are stored in the two columns of ``ResponseValue``.
    """

    template: ClassVar[str] = ""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    code = models.SlugField(max_length=60)
    text = I18nCharField(max_length=300)
    hint = I18nTextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_required = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["survey", "code"], name="feedback_question_code_once")]

    def __str__(self) -> str:
        return str(self.text)

    def field(self) -> forms.Field:
        """The form field by which the question is asked."""
        raise TypeError(f"{type(self).__name__} is not a kind of question")


class _OneToFive(SurveyQuestion):
    """Shared by the kinds that are answered with a whole number from 1 to 5."""

    class Meta:
        abstract = True

    def field(self) -> forms.Field:
        return forms.TypedChoiceField(
            label=self.text,
            help_text=self.hint,
            required=self.is_required,
            coerce=int,
            empty_value=None,
            choices=[(number, str(number)) for number in range(1, 6)],
            widget=forms.RadioSelect,
        )


class StarsQuestion(_OneToFive):
    """One to five stars, with words for each number."""

    template: ClassVar[str] = "feedback/questions/stars.html"
    words: ClassVar = {
        1: _("not useful"),
        2: _("slightly useful"),
        3: _("fairly useful"),
        4: _("useful"),
        5: _("very useful"),
    }


class ScaleQuestion(_OneToFive):
    """A statement that people agree with, from 1 (not at all) to 5 (fully)."""

    template: ClassVar[str] = "feedback/questions/scale.html"
    words: ClassVar = {
        1: _("do not agree at all"),
        2: _("do not agree"),
        3: _("neither"),
        4: _("agree"),
        5: _("agree fully"),
    }


class NumberQuestion(SurveyQuestion):
    """A whole number between two bounds, both included."""

    template: ClassVar[str] = "feedback/questions/number.html"

    least = models.IntegerField(default=0)
    most = models.IntegerField(default=100)

    def field(self) -> forms.Field:
        return forms.IntegerField(
            label=self.text,
            help_text=self.hint,
            required=self.is_required,
            min_value=self.least,
            max_value=self.most,
        )


class ChoiceQuestion(SurveyQuestion):
    """One choice out of several."""

    template: ClassVar[str] = "feedback/questions/choice.html"

    def field(self) -> forms.Field:
        return forms.ChoiceField(
            label=self.text,
            help_text=self.hint,
            required=self.is_required,
            widget=forms.RadioSelect,
            choices=[(choice.code, choice.text) for choice in self.choices.all()],
        )


class SurveyChoice(models.Model):
    """One of the answers to a choice question; like the question's, its code never changes."""

    question = models.ForeignKey(ChoiceQuestion, on_delete=models.CASCADE, related_name="choices")
    code = models.SlugField(max_length=60)
    text = I18nCharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["question", "code"], name="feedback_choice_code_once")]

    def __str__(self) -> str:
        return str(self.text)


class CommentQuestion(SurveyQuestion):
    """A comment in the person's own words; never required."""

    template: ClassVar[str] = "feedback/questions/comment.html"

    def field(self) -> forms.Field:
        return forms.CharField(
            label=self.text,
            help_text=self.hint,
            required=False,
            max_length=COMMENT_LENGTH,
            widget=forms.Textarea(attrs={"rows": 4}),
        )


class SurveyRound(models.Model):
    """A survey asked about one session, or about one training as a whole, between two moments.

    ``sealed_at`` is when the last envelopes were opened after closing; from then on nothing changes.
    """

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="rounds")
    training = models.ForeignKey("courses.Training", on_delete=models.CASCADE, related_name="survey_rounds")
    session = models.ForeignKey(
        "training_sessions.TrainingSession",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="survey_rounds",
    )
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["opens_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "session"], name="feedback_one_round_per_session"),
            models.UniqueConstraint(
                fields=["survey", "training"], condition=Q(session=None), name="feedback_one_round_per_training"
            ),
            models.CheckConstraint(condition=Q(closes_at__gt=models.F("opens_at")), name="feedback_round_has_length"),
        ]
        indexes = [models.Index(fields=["training", "opens_at"])]

    def __str__(self) -> str:
        return f"{self.survey_id} about {'session' if self.session_id else 'training'}"

    def get_absolute_url(self) -> str:
        return reverse("feedback:form", args=[self.pk])

    def is_open(self, now: dt.datetime | None = None) -> bool:
        """Whether answers are taken at ``now``."""
        return self.opens_at <= (now or timezone.now()) < self.closes_at
