"""What a person may enter about herself."""

from __future__ import annotations

import zoneinfo

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.common.languages import Language


def zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """IANA zones by area, ``Africa`` → ``Harare``; zones without an area are for machines."""
    areas: dict[str, list[tuple[str, str]]] = {"UTC": [("UTC", "UTC")]}
    for name in sorted(zoneinfo.available_timezones()):
        area, _slash, place = name.partition("/")
        if place and area not in {"Etc", "SystemV", "posix", "right"}:
            areas.setdefault(area, []).append((name, place.replace("_", " ").replace("/", ", ")))
    return list(areas.items())


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
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=zone_choices, help_text=_("Times are also shown on your own clock.")
    )
