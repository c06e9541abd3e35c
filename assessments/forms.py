"""What comes in: an answer as JSON from the open page, or as a form where there is no script."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from assessments.actions.extra_time import MOST_MINUTES

MOST_CHOICES = 50


class AnswerForm(forms.Form):
    """One save of one answer."""

    question = forms.IntegerField(min_value=1, max_value=2**62)
    value = forms.JSONField(required=False)
    revision = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)
    client_id = forms.CharField(max_length=36)
    marked = forms.NullBooleanField(required=False)

    def clean_value(self) -> list[str] | None:
        value = self.cleaned_data["value"]
        if value is None:
            return None
        if not isinstance(value, list) or len(value) > MOST_CHOICES:
            raise forms.ValidationError(_("This choice does not belong to the question."), code="bad_value")
        if any(not isinstance(key, str) or len(key) > 20 for key in value):
            raise forms.ValidationError(_("This choice does not belong to the question."), code="bad_value")
        return value

    @classmethod
    def from_body(cls, body: bytes) -> AnswerForm:
        """The form of a JSON body; anything that is no JSON object gives a form without data."""
        try:
            data: Any = json.loads(body)
        except (ValueError, RecursionError):
            data = None
        if not isinstance(data, dict):
            return cls({})
        # Django's JSONField takes text, as forms do.
        return cls({**data, "value": json.dumps(data["value"]) if data.get("value") is not None else None})

    @classmethod
    def from_form(cls, data: QueryDict, question: int) -> AnswerForm:
        """The form of a page without a script: the question is the page's own."""
        return cls(
            {
                "question": question,
                "value": json.dumps(data.getlist("choice")),
                "revision": data.get("revision"),
                "client_id": data.get("client_id"),
            }
        )


class ExtraTimeForm(forms.Form):
    """More minutes for one person."""

    minutes = forms.IntegerField(label=_("More minutes"), min_value=1, max_value=MOST_MINUTES, initial=10)
    # The extra minutes that the page showed.
    before = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
