"""What a person sees, takes along, corrects and erases of her own data."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.common.errors import Refused
from lms.common.files import private_file_response
from lms.people.access import signed_in
from lms.people.stepup import fresh_login_required
from lms.privacy import actions
from lms.privacy.counting import kept_about
from lms.privacy.forms import CorrectionForm, ErasureForm
from lms.privacy.models import WITHDRAW_DAYS, DataExport, DataRequest, RequestKind


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What is kept, why and for how long; and what she can do about it."""
    person = signed_in(request)
    kept = kept_about(person)
    requests = list(DataRequest.objects.filter(person=person)[:20])
    return render(
        request,
        "privacy/mine.html",
        {
            "kept": [one for one in kept if one.rows],
            "nothing": [one for one in kept if not one.rows],
            "export": DataExport.objects.filter(person=person).first(),
            "requests": [one for one in requests if one.kind != RequestKind.ERASURE or not one.is_open],
            "erasure": next((one for one in requests if one.kind == RequestKind.ERASURE and one.is_open), None),
        },
    )


@require_POST
@fresh_login_required
def export(request: HttpRequest) -> HttpResponse:
    """Ask for a copy."""
    person = signed_in(request)
    actions.ask_for_export(person=person, actor=person)
    messages.success(request, _("Your copy is being made. You get a mail when it is ready."))
    return redirect("privacy:mine")


@require_safe
@fresh_login_required
def download(request: HttpRequest, uid: uuid.UUID) -> HttpResponseBase:
    """One's own copy, for seven days."""
    person = signed_in(request)
    found = DataExport.objects.filter(uid=uid, person=person).first()
    if found is None or not found.is_ready:
        raise Http404
    try:
        return private_file_response(found.file, "my-data.zip", "application/zip")
    except FileNotFoundError as error:
        raise Http404 from error


@require_http_methods(["GET", "POST"])
@fresh_login_required
def correct(request: HttpRequest) -> HttpResponse:
    """Name, unit and function at once; about the rest, words to the people who can change it."""
    person = signed_in(request)
    initial = {name: getattr(person, name) for name in actions.DIRECT_FIELDS}
    form = CorrectionForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in actions.DIRECT_FIELDS}
        try:
            changed = actions.correct_own(person=person, values=values)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            if form.cleaned_data["text"]:
                actions.ask(person=person, kind=RequestKind.CORRECTION, text=form.cleaned_data["text"])
                messages.success(request, _("We have your request and answer within thirty days."))
            elif changed:
                messages.success(request, _("Your data are changed."))
            return redirect("privacy:mine")
    return render(request, "privacy/correct.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@fresh_login_required
def erase(request: HttpRequest) -> HttpResponse:
    """Say what goes and what stays, and ask for it by typing a word."""
    person = signed_in(request)
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.ask(person=person, kind=RequestKind.ERASURE)
        return redirect("privacy:mine")
    context = {"form": form, "days": WITHDRAW_DAYS}
    return render(request, "privacy/erase.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's own request."""
    person = signed_in(request)
    found = DataRequest.objects.filter(pk=pk, person=person).first()
    if found is None:
        raise Http404
    if actions.withdraw(request=found, person=person):
        messages.success(request, _("Your request is taken back."))
    return redirect("privacy:mine")
