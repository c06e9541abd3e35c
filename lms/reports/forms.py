"""The filters of the report, all in the address."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models import Mode
from lms.common.languages import Language
from lms.reports.country import Scope, ended_trainings

GROUPS = [
    ("african", _("African States")),
    ("asia_pacific", _("Asia-Pacific States")),
    ("eastern_european", _("Eastern European States")),
    ("latin_american_and_caribbean", _("Latin American and Caribbean States")),
    ("western_european_and_others", _("Western European and other States")),
]
GROUP_NAMES = {**dict(GROUPS), "none": _("No regional group")}


class ReportFilter(forms.Form):
    """What of the programme the report is about; everything optional."""

    start = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(
        label=pgettext_lazy("end of a period", "To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    group = forms.ChoiceField(label=_("UN regional group"), required=False, choices=[("", _("All")), *GROUPS])
    training = forms.ChoiceField(label=_("Training"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[("", _("All")), *Language.choices])
    mode = forms.ChoiceField(label=_("How"), required=False, choices=[("", _("All")), *Mode.choices])

    def __init__(self, *args: Any, countries: frozenset[str] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.countries = countries
        choices = [(training.slug, training.title) for training in ended_trainings(countries)]
        field = self.fields["training"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (tells the type checker)
        field.choices = [("", _("All")), *choices]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = cleaned.get("start"), cleaned.get("end")
        if isinstance(start, dt.date) and isinstance(end, dt.date) and start > end:
            self.add_error("end", _("The end lies before the start."))
        return cleaned

    @property
    def scope(self) -> Scope:
        """What was asked for; an address that makes no sense asks for everything."""
        if not self.is_valid():
            return Scope(countries=self.countries)
        return Scope(countries=self.countries, **self.cleaned_data)
