"""The officer opens a request for somebody, and fetches the copy for whoever cannot log in."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.audit.actions import record_view
from lms.common.errors import Refused
from lms.common.files import private_file_response
from lms.people.stepup import fresh_login_required
from lms.privacy import access, actions
from lms.privacy.forms import OpenForm
from lms.privacy.models import DataExport, DataRequest, RequestKind, RequestState


@require_http_methods(["GET", "POST"])
@fresh_login_required
def open_request(request: HttpRequest) -> HttpResponse:
    """The address goes by POST, so that none stands in an address line or a log."""
    actor = access.officer(request)
    form = OpenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        person = actions.find_person(given.pop("email"))
        if person is None:
            form.add_error("email", _("Nobody has this address."))
        else:
            try:
                asked = actions.open_for(person=person, actor=actor, **given)
            except Refused as refusal:
                form.add_error(refusal.field, str(refusal))
            else:
                messages.success(request, _("The request is open. The person gets a mail about it."))
                return redirect("privacy:request", asked.pk)
    return render(request, "privacy/open.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_login_required
def copy(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The copy for somebody whose account is closed; by POST a new one, where the last is over its seven days.

    Whoever can log in fetches her own; of the new one she is told.
    """
    actor = access.officer(request)
    asked = DataRequest.objects.filter(kind=RequestKind.EXPORT, state=RequestState.OPEN)
    if request.method != "POST":
        asked = asked.filter(person__is_active=False)
    found = get_object_or_404(asked.select_related("person"), pk=pk)
    if request.method == "POST":
        actions.ask_for_export(person=found.person, actor=actor)
        return redirect("privacy:request", found.pk)
    export = DataExport.objects.filter(person=found.person).first()
    if export is None or not export.is_ready:
        raise Http404
    record_view(actor=actor, what="privacy.copy", rows=1, target=found, about=found.person, verb="privacy.fetch_copy")
    try:
        return private_file_response(export.file, "my-data.zip", "application/zip")
    except FileNotFoundError as error:
        raise Http404 from error
