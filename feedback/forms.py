"""The form of one round: its survey's questions in order."""

from __future__ import annotations

from typing import Any

from django import forms

from feedback.models import SurveyQuestion, SurveyRound


class ResponseForm(forms.Form):
    """Asks the questions of a round."""

    def __init__(self, *args: Any, round: SurveyRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions: list[SurveyQuestion] = list(SurveyQuestion.objects.filter(survey=round.survey_id))
        for question in self.questions:
            self.fields[question.code] = question.field()

    @property
    def asked(self) -> list[tuple[SurveyQuestion, forms.BoundField]]:
        """Each question with its field, for the template."""
        return [(question, self[question.code]) for question in self.questions]

    @property
    def values(self) -> dict[str, Any]:
        """Question code → answer."""
        return dict(self.cleaned_data)
