"""What people type about sessions, parsed and checked for form; the rules are the actions'."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Mode, Training
from lms.people.models import Person
from sessions.models import Blueprint, SessionKind, TrainingSession, VenueSpace


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class TimesForm(forms.Form):
    """A date and two times of the venue's clock."""

    date = forms.DateField(label=_("Day"), widget=DateInput())
    starts = forms.TimeField(label=_("From"), widget=TimeInput())
    ends = forms.TimeField(label=_("Until"), widget=TimeInput())


class PlaceForm(forms.Form):
    """A hall by its name, a meeting link, or both, as the training's mode asks."""

    venue_name = forms.CharField(label=_("Hall or room"), max_length=120, required=False)
    meeting_url = forms.URLField(
        label=_("Meeting link"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Shown only to people with a seat, from 30 minutes before."),
    )

    def __init__(self, *args: Any, training: Training, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.training = training
        if training.mode == Mode.ONLINE:
            del self.fields["venue_name"]
        if training.mode == Mode.IN_PERSON:
            del self.fields["meeting_url"]

    def venue(self) -> VenueSpace | None:
        """The hall of that name in the training's city, made on first use."""
        name = " ".join(self.cleaned_data.get("venue_name", "").split())
        if not name:
            return None
        return VenueSpace.objects.get_or_create(
            name=name, city=self.training.city, country_id=self.training.country_id
        )[0]


class MoveForm(TimesForm):
    """Another time for a session."""

    reason = forms.CharField(label=_("Why"), max_length=200, required=False, help_text=_("People read it beside it."))
    override_reason = forms.CharField(
        label=_("Reason to move it in spite of a clash"),
        max_length=200,
        required=False,
        help_text=_("Only if the hall or a presenter is taken at this time."),
    )


class CancelForm(forms.Form):
    """Why a session will not take place."""

    reason = forms.CharField(label=_("Why it will not take place"), max_length=200)


class AddForm(PlaceForm, TimesForm):
    """A new item of the agenda."""

    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=SessionKind.choices)
    presenters = forms.ModelMultipleChoiceField(
        label=_("Who leads it"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    half_day = forms.TypedChoiceField(
        label=_("Counts for attendance"), coerce=int, empty_value=None, required=False, choices=[]
    )
    override_reason = forms.CharField(
        label=_("Reason to add it in spite of a clash"),
        max_length=200,
        required=False,
        help_text=_("Only if the hall or a presenter is taken at this time."),
    )

    field_order = ("title", "kind", "date", "starts", "ends", "presenters", "venue_name", "meeting_url", "half_day")

    def __init__(self, *args: Any, training: Training, **kwargs: Any) -> None:
        super().__init__(*args, training=training, **kwargs)
        people = Person.objects.filter(staffing__training=training).distinct().order_by("family_name")
        field = self.fields["presenters"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101  (tells the type checker)
        field.queryset = people
        halves: dict[int, str] = {}
        for session in TrainingSession.objects.filter(training=training, half_day__isnull=False):
            if session.half_day is not None:
                halves.setdefault(session.half_day, session.half_day_label)
        choice = self.fields["half_day"]
        assert isinstance(choice, forms.TypedChoiceField)  # noqa: S101  (tells the type checker)
        choice.choices = [("", _("No")), *sorted(halves.items())]


class SeriesForm(forms.Form):
    """A follow-up that repeats by the week."""

    title = forms.CharField(label=_("Title"), max_length=200)
    first = forms.DateField(label=_("First day"), widget=DateInput())
    until = forms.DateField(label=_("Last day, at the latest"), widget=DateInput())
    weeks = forms.TypedChoiceField(
        label=_("How often"),
        coerce=int,
        choices=[(1, _("Every week")), (2, _("Every two weeks")), (4, _("Every four weeks"))],
    )
    starts = forms.TimeField(label=_("From"), widget=TimeInput())
    ends = forms.TimeField(label=_("Until"), widget=TimeInput())
    meeting_url = forms.URLField(label=_("Meeting link"), max_length=500, required=False, assume_scheme="https")


class BlueprintForm(forms.Form):
    """Which ready agenda to begin with."""

    blueprint = forms.ModelChoiceField(
        label=_("Ready agenda"), queryset=Blueprint.objects.all(), to_field_name="slug", empty_label=None
    )
