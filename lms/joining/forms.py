"""What applicants, supervisors, focal points, members and reviewers may enter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lms.common.languages import Language
from lms.common.texts import clean_text
from lms.joining import sealing, steps
from lms.joining.domains import domain_of, is_webmail, mailbox
from lms.joining.models import Application, Opinion, SupervisorAnswer
from lms.joining.vocabulary import DeclineCode, Interest, ShownField
from lms.people.agreements import in_force, numbers_in
from lms.people.models import Country, Person

BLANK = ("", _("Choose…"))


def clean_lines(raw: str) -> str:
    """``raw`` without invisible controls, its line breaks kept; at most one empty line in a row."""
    lines = [clean_text(line) for line in raw.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    kept = [line for number, line in enumerate(lines) if line or (number and lines[number - 1])]
    return "\n".join(kept).strip()


class CleanForm(forms.Form):
    """A form whose texts lose what nobody sees."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, value in cleaned.items():
            if isinstance(value, str) and name != "password":
                many_lines = isinstance(self.fields[name].widget, forms.Textarea)
                cleaned[name] = clean_lines(value) if many_lines else clean_text(value)
        return cleaned


class AddressForm(forms.Form):
    """The first page: one address."""

    email = forms.EmailField(
        label=_("Official e-mail"),
        max_length=254,
        help_text=_("The address that your agency gave you, such as name@police.example."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )


def country_choices() -> list[tuple[str, str]]:
    """Every country by its UN name, in the order of the active language."""
    return sorted(((one.pk, one.name()) for one in Country.objects.all()), key=lambda pair: pair[1].casefold())


def named_choices(field: forms.ChoiceField) -> list[tuple[Any, Any]]:
    """The choices of a field without the empty one."""
    return [one for one in cast(Iterable[tuple[Any, Any]], field.choices) if one[0]]


class StepForm(forms.ModelForm[Application]):
    """One step of the questionnaire. What is valid is kept even while something else is not."""

    service_number = forms.CharField(
        label=_("Service number"),
        required=False,
        max_length=60,
        help_text=_("Kept encrypted, and shown to nobody but the reviewer."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    interests = forms.MultipleChoiceField(
        label=_("What are you interested in?"),
        required=False,
        choices=Interest.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    work_languages = forms.MultipleChoiceField(
        label=_("Languages you work in"),
        required=False,
        choices=Language.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    shown_fields = forms.MultipleChoiceField(
        label=_("What they may see"),
        required=False,
        choices=ShownField.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    country = forms.ChoiceField(label=_("Country of service"))
    years_in_field = forms.IntegerField(
        label=_("Years in this field of work"),
        min_value=0,
        max_value=60,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    class Meta:
        model = Application
        fields = [
            name
            for step in steps.STEPS
            for name in step.fields
            if name not in {"service_number", "country", "years_in_field"}
        ]
        widgets = {
            "webmail_reason": forms.Textarea(attrs={"rows": 3}),
            "purpose": forms.Textarea(attrs={"rows": 4}),
            "telephone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "dir": "ltr"}),
            "supervisor_telephone": forms.TextInput(attrs={"type": "tel", "dir": "ltr"}),
            "supervisor_email": forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
            "given_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "family_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "city": forms.TextInput(attrs={"autocomplete": "address-level2"}),
            "agency_name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "experience": forms.RadioSelect,
            "technical_level": forms.RadioSelect,
            "rank_band": forms.Select,
        }
        help_texts = {
            "agency_name": _("Its official name, as its own people write it."),
            "rank_title": _("As it is called in your country."),
            "webmail_reason": _("A free address cannot be checked. Two reviewers look at such an application."),
            "supervisor_email": _("An address of the agency, such as name@police.example."),
            "purpose": _("Two or three sentences. Name no case and no person."),
            "topics": _("For example: victim identification, training of colleagues."),
            "telephone": _("With the code of the country, after a plus sign."),
        }

    def __init__(self, *args: Any, step: steps.Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        known = self.fields
        required = steps.required_fields(step, self.instance)
        asked = [name for name in step.fields if name not in steps.CONDITIONAL or self._may_be_asked(name)]
        self.fields = {name: known[name] for name in asked}
        for name, field in self.fields.items():
            if isinstance(field, forms.TypedChoiceField):
                named = named_choices(field)
                # A radio for "nothing chosen" would be one more to read.
                field.choices = named if isinstance(field.widget, forms.RadioSelect) else [BLANK, *named]
            field.required = name in required
            if field.required:
                field.error_messages["required"] = _("Fill this in.")
            if isinstance(field, forms.BooleanField):
                field.error_messages["required"] = _("This is needed to go on.")
        if "country" in self.fields:
            # Asked for where the field is shown; the reviewer's page reads the labels only.
            self.fields["country"].choices = lambda: [BLANK, *country_choices()]  # type: ignore[attr-defined]
            self.initial["country"] = self.instance.country_id
        # Declared above, so Django does not look them up itself.
        if "years_in_field" in self.fields:
            self.initial["years_in_field"] = self.instance.years_in_field
        if "service_number" in self.fields:
            self.initial["service_number"] = sealing.unseal(self.instance.service_number_sealed)
        if "supervisor_language" in self.fields:
            self.initial["supervisor_language"] = self.instance.supervisor_language or get_language()

    def ask_for_agreements(self) -> None:
        """Carry which versions the page links to: what is accepted is what was shown."""
        self.agreements = in_force()
        self.fields["shown"] = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
        self.initial["shown"] = ",".join(str(one.pk) for one in self.agreements)
        if not steps.accepts(self.instance, self.agreements):
            # What she ticked before was another text.
            self.initial["accepts_terms"] = self.initial["accepts_data_protection"] = False

    def clean_shown(self) -> set[int]:
        return numbers_in(str(self.cleaned_data["shown"]))

    def _may_be_asked(self, name: str) -> bool:
        # "Which kind?" stays on the page for whoever chooses "other" without JavaScript.
        return name != "webmail_reason" or self.instance.is_webmail

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            if isinstance(value, str):
                many_lines = isinstance(self.fields[name].widget, forms.Textarea)
                cleaned[name] = clean_lines(value) if many_lines else clean_text(value)
        if cleaned.get("agency_type") == "other" and not cleaned.get("agency_other"):
            self.add_error("agency_other", _("Say which kind of agency it is."))
        if cleaned.get("function") == "other" and not cleaned.get("function_other"):
            self.add_error("function_other", _("Say what you do."))
        return cleaned

    def clean_country(self) -> Country | None:
        code: str = self.cleaned_data["country"]
        return Country.objects.filter(pk=code).first() if code else None

    def clean_supervisor_email(self) -> str:
        address = str(self.cleaned_data["supervisor_email"]).lower()
        if address and mailbox(address) == mailbox(self.instance.email):
            raise forms.ValidationError(_("This is your own address. Give the one of your supervisor."))
        if address and is_webmail(address):
            raise forms.ValidationError(_("Free mail cannot be checked. Give an address of the agency."))
        if address and "." not in domain_of(address):
            raise forms.ValidationError(_("This address is not complete."))
        return address

    def _post_clean(self) -> None:
        """The instance is left alone: what is valid goes to ``save_draft``."""

    def valid_values(self) -> dict[str, Any]:
        """What can be kept of what was entered, whatever is wrong with the rest."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data}


class SupervisorForm(CleanForm):
    """One question to the supervisor."""

    answer = forms.ChoiceField(
        label=_("Does this person serve under you, in this post?"),
        choices=SupervisorAnswer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )
    note = forms.CharField(
        label=_("Anything we should know"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class OpinionForm(CleanForm):
    """The focal point's advice."""

    opinion = forms.ChoiceField(
        label=_("What do you advise?"),
        choices=Opinion.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )
    note = forms.CharField(
        label=_("Your reasons"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    # What she was shown, see ``vouching.mark_of``.
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class AnswerForm(CleanForm):
    """The applicant's answer to a question."""

    answer = forms.CharField(
        label=_("Your answer"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write your answer.")},
    )


class QuestionForm(CleanForm):
    """A reviewer's question to the applicant."""

    question = forms.CharField(
        label=_("Your question"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The applicant reads it as you write it. Use the applicant’s language if you can."),
        error_messages={"required": _("Write your question.")},
    )


class NoteForm(CleanForm):
    """A note for the other reviewers."""

    note = forms.CharField(
        label=_("Note for the other reviewers"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DeclineForm(CleanForm):
    """Why an application is declined."""

    code = forms.ChoiceField(
        label=_("Reason"),
        choices=[BLANK, *DeclineCode.choices],
        help_text=_("The applicant is told this reason, and nothing of your note."),
        error_messages={"required": _("Choose a reason.")},
    )
    note = forms.CharField(
        label=_("Note for the second reviewer"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say what the second reviewer should know.")},
    )


class ReasonForm(CleanForm):
    """Why a membership is suspended."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only staff read it. The person gets a neutral mail."),
        error_messages={"required": _("Give the reason. Only staff read it.")},
    )


class ReconfirmForm(CleanForm):
    """Once a year: still serving, same agency?"""

    serves = forms.ChoiceField(
        label=_("Do you still serve in a public authority?"),
        choices=[("yes", _("Yes, I still serve")), ("no", _("No, I have left"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )
    same_agency = forms.ChoiceField(
        label=_("In the same agency?"),
        choices=[("yes", _("Yes, in the same agency")), ("no", _("No, in another one"))],
        widget=forms.RadioSelect,
        required=False,
    )
    new_agency = forms.CharField(
        label=_("Your agency now"), required=False, max_length=200, help_text=_("If it is another one.")
    )
    message = forms.CharField(
        label=_("Anything we should know"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("serves") == "yes":
            if not cleaned.get("same_agency"):
                self.add_error("same_agency", _("Choose one of the answers."))
            elif cleaned["same_agency"] == "no" and not cleaned.get("new_agency"):
                self.add_error("new_agency", _("Name your agency."))
        return cleaned


class WelcomeForm(forms.Form):
    """The first password of an approved person."""

    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        max_length=512,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. Four words that only you would put together are a good one."),
    )
    passkey = forms.BooleanField(label=_("Then set up a passkey on this device"), required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        try:
            validate_password(password, self.person)
        except ValidationError as error:
            raise forms.ValidationError(error.messages) from error
        return password
