"""What members and moderators fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.common.languages import Language
from lms.officers.actions.contact import REASON_LIMIT
from lms.officers.actions.moderation import NOTE_LIMIT as DECISION_LIMIT
from lms.officers.actions.moderation import outcomes_for
from lms.officers.actions.profile import ASK_LIMIT, LANGUAGES_LIMIT, NAME_LIMIT
from lms.officers.actions.safety import NOTE_LIMIT
from lms.officers.models import AgencyAs, NameAs, OfficerProfile, Report
from lms.officers.showing import TICKED
from lms.officers.vocabulary import Experience, Function, ReportReason, Topic


class ProfileForm(forms.Form):
    """A member's choices for the directory; ``cleaned_data`` are the keywords of ``save_profile``."""

    is_on = forms.BooleanField(required=False, label=_("Other officers can find me"))
    name_as = forms.ChoiceField(choices=NameAs.choices, label=_("Name"), widget=forms.RadioSelect)
    chosen_name = forms.CharField(required=False, max_length=NAME_LIMIT, label=_("The name that others see"))
    agency_as = forms.ChoiceField(choices=AgencyAs.choices, label=_("Agency"))
    shown = forms.MultipleChoiceField(required=False, choices=[(name, name) for name in TICKED])
    function = forms.ChoiceField(
        required=False, choices=[("", _("Not stated")), *Function.choices], label=_("Function")
    )
    languages = forms.MultipleChoiceField(required=False, choices=Language.choices, label=_("Languages you speak"))
    other_languages = forms.CharField(
        required=False, max_length=LANGUAGES_LIMIT, label=_("Other languages"), help_text=_("For example Kiswahili.")
    )
    experience = forms.ChoiceField(
        required=False, choices=[("", _("Not stated")), *Experience.choices], label=_("Experience with AI")
    )
    topics = forms.MultipleChoiceField(required=False, choices=Topic.choices, label=_("Open to talk about"))
    ask_me = forms.CharField(
        required=False,
        max_length=ASK_LIMIT,
        label=_("Ask me about"),
        help_text=_("A sentence or two. No cases, no names of others."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, profile: OfficerProfile, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(profile, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)

    def ticked(self) -> set[str]:
        """The fields that are ticked now, for the template."""
        return set(self["shown"].value() or [])


class AskForm(forms.Form):
    """Why somebody wants to get in touch."""

    reason = forms.CharField(
        max_length=REASON_LIMIT,
        label=_("What would you like to talk about?"),
        help_text=_("One to three sentences. No cases, no names of victims or suspects."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class ReportForm(forms.Form):
    """What is wrong."""

    reason = forms.ChoiceField(choices=ReportReason.choices, label=_("What is wrong?"), widget=forms.RadioSelect)
    note = forms.CharField(
        required=False,
        max_length=NOTE_LIMIT,
        label=_("What the moderators should know"),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    also_block = forms.BooleanField(required=False, label=_("Also block this officer"))


class DecisionForm(forms.Form):
    """What shall be done."""

    outcome = forms.ChoiceField(label=_("What shall be done?"), widget=forms.RadioSelect)
    note = forms.CharField(
        required=False,
        max_length=DECISION_LIMIT,
        label=_("Reason, for the record"),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.value, one.label) for one in outcomes_for(report)]
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
