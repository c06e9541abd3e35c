"""What may be entered about trainings and lists of people."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from courses.models import Course, Mode, Training, TrainingStaff
from lms.common import spreadsheets
from lms.common.forms import CleanCharField
from lms.common.languages import Language
from lms.common.uploads import BoundedFileInput
from lms.people.agreements import in_force, numbers_in
from lms.people.forms import ZoneField
from lms.people.models import Country, Person, Role


def trainers_for(scope: frozenset[str] | None, training: Training | None) -> QuerySet[Person]:
    """Who can be put on a training's staff as its trainer by a coordinator of ``scope`` (``None``: every country).

    A coordinator of some countries finds the trainers of these countries, and those the training has already.
    """
    able = Q(grants__role=Role.TRAINER, is_active=True)
    if scope is not None:
        able &= Q(grants__country__in=scope) | Q(country__in=scope)
    if training is not None:
        able |= Q(staffing__training=training, staffing__function=TrainingStaff.Function.TRAINER)
    return Person.objects.filter(able).distinct().order_by("given_name", "family_name", "pk")


class TrainingForm(forms.Form):
    """A dated training, on one page."""

    course = forms.ModelChoiceField(
        label=_("Course"), queryset=Course.objects.filter(status=Course.Status.PUBLISHED), empty_label=None
    )
    title = CleanCharField(
        label=_("Title"), max_length=200, help_text=_("In the language of the training, as participants will see it.")
    )
    mode = forms.ChoiceField(label=_("How people take part"), choices=Mode.choices, widget=forms.RadioSelect)
    city = CleanCharField(
        label=_("City"), max_length=120, required=False, help_text=_("Leave empty for an online training.")
    )
    country = forms.ModelChoiceField(label=_("Host country"), queryset=Country.objects.none(), required=False)
    host = CleanCharField(
        label=_("Host"),
        max_length=200,
        required=False,
        help_text=_("The agency or academy that hosts the training."),
    )
    time_zone = ZoneField(label=_("Time zone of the place"), help_text=_("All times of the agenda are kept in it."))
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    days = forms.IntegerField(label=_("Number of days"), min_value=1, max_value=60, initial=2)
    hours = forms.IntegerField(
        label=_("Hours in all"), min_value=1, max_value=1000, initial=12, help_text=_("Written on the certificate.")
    )
    language = forms.ChoiceField(label=_("Language of the training"), choices=Language.choices)
    trainers = forms.ModelMultipleChoiceField(
        label=_("Trainers"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They see everybody in the training, mark attendance and run the live rooms."),
    )
    capacity = forms.IntegerField(
        label=_("Seats"),
        min_value=1,
        max_value=100_000,
        initial=40,
        help_text=_("Who comes after that is put on the waiting list. Nobody loses a seat when you lower it."),
    )

    def __init__(self, *args: Any, person: Person, training: Training | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.training = training
        scope = person.countries_of("coordinator")
        countries = Country.objects.all()
        field = self.fields["country"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # declared above
        if scope is not None:
            # A coordinator of some countries hosts there and nowhere else.
            countries = countries.filter(pk__in=scope)
            field.required = True
            field.empty_label = None
        people = self.fields["trainers"]
        assert isinstance(people, forms.ModelMultipleChoiceField)  # noqa: S101  # declared above
        people.queryset = trainers_for(scope, training)
        field.queryset = countries
        field.choices = [
            *([] if field.required else [("", "–")]),
            *sorted(((row.pk, row.name()) for row in countries), key=lambda pair: pair[1]),
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("mode") in (Mode.IN_PERSON, Mode.HYBRID) and not values.get("city"):
            self.add_error("city", _("Enter the city where people meet."))
        if values.get("mode") in (Mode.IN_PERSON, Mode.HYBRID) and not values.get("country"):
            self.add_error("country", _("Choose the country where people meet."))
        starts_on = values.get("starts_on")
        if starts_on and not dt.date(2000, 1, 1) <= starts_on <= dt.date(2100, 12, 31):
            self.add_error("starts_on", _("This year cannot be right."))
        return values


class RosterFileForm(forms.Form):
    """The file with the people."""

    file = forms.FileField(
        label=_("The list"),
        help_text=_("An Excel workbook (.xlsx) or CSV, up to 10 MB, in any of the six languages."),
        error_messages={"required": _("Choose the file with the list of people.")},
        widget=BoundedFileInput(
            most=spreadsheets.MAX_BYTES, too_large=spreadsheets.TOO_LARGE, accept=".xlsx,.csv,.tsv,.txt"
        ),
    )


class FirstPasswordForm(forms.Form):
    """The password of somebody who logs in for the first time, and her word on the terms."""

    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        max_length=512,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. Four words that only you would put together are a good one."),
    )
    terms = forms.BooleanField(
        label=_("I have read the terms of engagement and the data-protection policy and accept them."),
        error_messages={"required": _("Accept this to go on.")},
    )

    # The versions that the page links to: what is accepted is what was shown.
    shown = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.agreements = in_force()
        self.initial["shown"] = ",".join(str(one.pk) for one in self.agreements)

    def clean_shown(self) -> set[int]:
        return numbers_in(str(self.cleaned_data["shown"]))

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        try:
            validate_password(password, self.person)
        except ValidationError as error:
            raise forms.ValidationError(error.messages) from error
        return password
