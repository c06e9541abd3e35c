"""What a person may enter about herself, and an administrator about others."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.common import zones
from lms.common.languages import CODES, Language, direction
from lms.common.texts import clean_text
from lms.people.agreements import numbers_in
from lms.people.models import Agreement, Country, Role


class ZoneField(forms.ChoiceField):
    """A time zone by the name of its city in the reader's language; older names of a zone are understood."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=zones.choices, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return zones.canonical(value) if isinstance(value, str) else value

    def to_python(self, value: Any) -> str:
        return zones.canonical(str(super().to_python(value)))


class LanguageForm(forms.Form):
    """One of the six languages."""

    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)


class ProfileForm(LanguageForm):
    """Language and time zone."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=Language.choices,
        help_text=_("Pages, messages and certificates come in this language."),
    )
    time_zone = ZoneField(label=_("Time zone"), help_text=_("Times are also shown on your own clock."))


class AcceptForm(forms.Form):
    """Yes to the agreements that were shown."""

    agreed = forms.BooleanField(
        label=_("I have read both texts and accept them."),
        error_messages={"required": _("Tick the box to go on. Without it you can only log out.")},
    )
    shown = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, count: int = 2, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if count == 1:
            self.fields["agreed"].label = _("I have read this text and accept it.")

    def clean_shown(self) -> set[int]:
        return numbers_in(str(self.cleaned_data["shown"]))


class AccountReasonForm(forms.Form):
    """Why an administrator does something to an account."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("It stands in the audit, where only administrators read it."),
        error_messages={"required": _("Give the reason. Only staff read it.")},
    )

    def clean_reason(self) -> str:
        return clean_text(self.cleaned_data["reason"])


class GrantForm(forms.Form):
    """A role, for one country or for every country."""

    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Choose…")), *Role.choices])
    country = forms.ModelChoiceField(
        label=_("Country"),
        queryset=Country.objects.all(),
        required=False,
        empty_label=_("Every country"),
        help_text=_("Coordinators, membership reviewers and auditors can have single countries."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["country"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        named = sorted(((one.pk, one.name()) for one in Country.objects.all()), key=lambda pair: pair[1].casefold())
        field.choices = [("", field.empty_label), *named]


# Characters in one language: all six at once, as a browser encodes them, stay under ``limits.GENERAL_LIMIT``.
LONGEST_TEXT = 30_000


class AgreementForm(forms.Form):
    """A new version of an agreement: its name, its first day, and a text in each of the six languages."""

    version = forms.CharField(
        label=_("Version"),
        max_length=20,
        help_text=_("A short name, such as 2.0."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    starts_on = forms.DateField(
        label=_("In force from"),
        help_text=_("Today means at once, a later day from midnight (UTC). Everybody is asked at the next page."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for code in CODES:
            attributes = {"rows": 14, "lang": code, "dir": direction(code)}
            self.fields[code] = forms.CharField(
                label=Language(code).label,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs=attributes),
                error_messages={"required": _("The text is missing in this language.")},
            )

    def clean_version(self) -> str:
        version = clean_text(self.cleaned_data["version"])
        # It stands in the address of the version.
        if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z.-]*", version):
            raise forms.ValidationError(_("Letters, digits, points and hyphens only."))
        if Agreement.objects.filter(kind=self.kind, version=version).exists():
            raise forms.ValidationError(_("This version exists already. A correction needs a new version."))
        return version

    def clean_starts_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["starts_on"]
        if day < timezone.now().astimezone(dt.UTC).date():
            raise forms.ValidationError(_("A version cannot be in force before today."))
        return day

    def texts(self) -> dict[str, str]:
        """The six texts, with the line breaks of Unix."""
        return {code: self.cleaned_data[code].replace("\r\n", "\n").replace("\r", "\n") for code in CODES}
