"""The agenda of a training: read by everybody in it, changed by who runs it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.models import Stage, Training
from lms.common import languages
from lms.common.errors import Refused
from lms.common.numbers import digits
from lms.people.access import signed_in
from lms.people.models import Person
from sessions import access, agenda, forms
from sessions.actions import add_series, add_session, cancel_session, change_place, make_agenda, move_session
from sessions.models import Blueprint, TrainingSession


def training_for(person: Person, slug: str) -> Training:
    """The training, if she may know of it. Raises Http404."""
    return get_object_or_404(access.trainings_for(person), slug=slug)


def session_to_edit(person: Person, pk: int) -> TrainingSession:
    """The session, if she runs its training. Raises Http404 or PermissionDenied."""
    visible = TrainingSession.objects.visible_to(person).select_related("training", "venue")
    session = get_object_or_404(visible, pk=pk)
    if not access.can_edit_agenda(person, session.training):
        raise PermissionDenied
    return session


@require_GET
def training_agenda(request: HttpRequest, slug: str) -> HttpResponse:
    """Days and sessions in the venue's time and the reader's, with what is on now."""
    person = signed_in(request)
    training = training_for(person, slug)
    now = timezone.now()
    days = agenda.agenda_of(training, person, now)
    can_edit = access.can_edit_agenda(person, training) and training.stage != Stage.CANCELLED
    return render(
        request,
        "sessions/agenda.html",
        {
            "training": training,
            "days": days,
            "now_item": agenda.current([item for day in days for item in day.items], now),
            "can_edit": can_edit,
            "can_join": access.can_join(person, training),
            "can_read_register": access.can_read_register(person, training),
            "blueprints": Blueprint.objects.filter(days__lte=training.days) if can_edit and not days else [],
        },
    )


@require_GET
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """A session's own address, for calendars: leads to its place in the agenda."""
    found = get_object_or_404(TrainingSession.objects.visible_to(signed_in(request)).select_related("training"), pk=pk)
    return redirect(found.get_absolute_url())


@require_POST
def make(request: HttpRequest, slug: str) -> HttpResponse:
    """A ready agenda becomes the training's sessions."""
    person = signed_in(request)
    training = training_for(person, slug)
    if not access.can_edit_agenda(person, training):
        raise PermissionDenied
    form = forms.BlueprintForm(request.POST)
    if form.is_valid():
        try:
            made = make_agenda(training=training, blueprint=form.cleaned_data["blueprint"].slug, actor=person)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(
                request,
                ngettext(
                    "The agenda is made: %(count)s item. You can change each one.",
                    "The agenda is made: %(count)s items. You can change each one.",
                    len(made),
                )
                % {"count": digits(str(len(made)))},
            )
    return redirect("sessions:agenda", slug)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """One more item."""
    person = signed_in(request)
    training = training_for(person, slug)
    if not access.can_edit_agenda(person, training):
        raise PermissionDenied
    form = forms.AddForm(request.POST or None, training=training, initial={"date": training.starts_on})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = add_session(
                training=training,
                title=data["title"],
                kind=data["kind"],
                date=data["date"],
                starts=data["starts"],
                ends=data["ends"],
                venue=form.venue(),
                meeting_url=data.get("meeting_url", ""),
                presenters=data["presenters"],
                half_day=data["half_day"],
                counts_for_attendance=data["half_day"] is not None,
                override_reason=data["override_reason"],
                actor=person,
            )
        except Refused as refused:
            _put(form, refused)
        else:
            messages.success(request, _("Added to the agenda."))
            return redirect(made.get_absolute_url())
    return _form_page(request, training, form, heading=_("Add to the agenda"), button=_("Add to the agenda"))


@require_http_methods(["GET", "POST"])
def series(request: HttpRequest, slug: str) -> HttpResponse:
    """A follow-up that repeats."""
    person = signed_in(request)
    training = training_for(person, slug)
    if not access.can_edit_agenda(person, training):
        raise PermissionDenied
    form = forms.SeriesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_series(training=training, actor=person, **form.cleaned_data)
        except Refused as refused:
            _put(form, refused)
        else:
            messages.success(
                request,
                ngettext("%(count)s session was added.", "%(count)s sessions were added.", len(made))
                % {"count": digits(str(len(made)))},
            )
            return redirect("sessions:agenda", slug)
    return _form_page(request, training, form, heading=_("Add a follow-up series"), button=_("Add the series"))


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another time."""
    person = signed_in(request)
    found = session_to_edit(person, pk)
    form = forms.MoveForm(
        request.POST or None, initial={"date": found.date, "starts": found.starts, "ends": found.ends}
    )
    if request.method == "POST" and form.is_valid():
        try:
            moved = move_session(session=found, actor=person, **form.cleaned_data)
        except Refused as refused:
            _put(form, refused)
        else:
            messages.success(request, _("Moved. Calendars follow the next time they ask."))
            return redirect(moved.get_absolute_url())
    return _form_page(request, found.training, form, heading=_("Move the session"), button=_("Move it"), session=found)


@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Another hall or meeting link."""
    person = signed_in(request)
    found = session_to_edit(person, pk)
    form = forms.PlaceForm(
        request.POST or None,
        training=found.training,
        initial={"venue_name": found.venue.name if found.venue else "", "meeting_url": found.meeting_url},
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_place(
                session=found,
                venue=form.venue(),
                meeting_url=form.cleaned_data.get("meeting_url", found.meeting_url),
                actor=person,
            )
        except Refused as refused:
            _put(form, refused)
        else:
            messages.success(request, _("The place is changed. Calendars follow the next time they ask."))
            return redirect(found.get_absolute_url())
    return _form_page(
        request, found.training, form, heading=_("Change the place"), button=_("Change the place"), session=found
    )


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """It will not take place."""
    person = signed_in(request)
    found = session_to_edit(person, pk)
    form = forms.CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_session(session=found, reason=form.cleaned_data["reason"], actor=person)
        except Refused as refused:
            _put(form, refused)
        else:
            messages.success(request, _("The session is cancelled. The others stay as they are."))
            return redirect(found.get_absolute_url())
    return _form_page(
        request,
        found.training,
        form,
        heading=_("Cancel the session"),
        button=_("Cancel the session"),
        session=found,
        danger=True,
    )


def _put(form: BaseForm, refused: Refused) -> None:
    """An action's no, at the field that it is about."""
    form.add_error(refused.field if refused.field in form.fields else None, str(refused))


def _form_page(request: HttpRequest, training: Training, form: BaseForm, **context: Any) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    here = {
        "training": training,
        "form": form,
        "back": reverse("sessions:agenda", args=[training.slug]),
        # What is typed here is in the training's language, whatever the page's is.
        "title_language": languages.Language(training.language).label,
    }
    return render(request, "sessions/form.html", here | context, status=status)
