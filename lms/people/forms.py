"""What a person may enter about herself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.common import zones
from lms.common.languages import Language


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
        return {int(part) for part in str(self.cleaned_data["shown"]).split(",") if part.isascii() and part.isdigit()}
