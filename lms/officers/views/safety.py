"""Block and report."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.common.errors import Refused
from lms.officers import subjects
from lms.officers.access import member_of
from lms.officers.actions.safety import block, report, unblock
from lms.officers.forms import ReportForm
from lms.officers.subjects import Subject
from lms.people.models import Person


@require_http_methods(["GET", "HEAD", "POST"])
def block_officer(request: HttpRequest, source: str, uid: uuid.UUID) -> HttpResponse:
    """Ask once, then block."""
    person = member_of(request)
    subject = _subject(person, source, uid)
    if request.method == "POST":
        block(person=person, other=subject.person, label=subject.label)
        messages.success(request, _("Blocked. You no longer see each other here; the other officer is not told."))
        return HttpResponseRedirect(reverse("officers:list"))
    return render(request, "officers/block.html", {"subject": subject})


@require_POST
def undo_block(request: HttpRequest, block_id: int) -> HttpResponse:
    """Take a block back."""
    unblock(person=member_of(request), block_id=block_id)
    messages.success(request, _("The block is taken back."))
    return HttpResponseRedirect(reverse("officers:edit"))


@require_http_methods(["GET", "HEAD", "POST"])
def report_officer(request: HttpRequest, source: str, uid: uuid.UUID) -> HttpResponse:
    """Tell the moderators of a profile, a request, or (``?message=``) a message."""
    person = member_of(request)
    raw = request.GET.get("message", "")
    number = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 16 else 0
    subject = _subject(person, source, uid, number)
    if source == "conversation" and not number:
        # A report is about one message; the page says how to choose it.
        return render(request, "officers/report_how.html", {"subject": subject, "uid": uid})
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            report(person=person, subject=subject, **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field or "note", str(refused))
        else:
            messages.success(
                request,
                _("Thank you. The moderators look at it and write to you. They see only what you reported."),
            )
            return HttpResponseRedirect(reverse("officers:requests"))
    return render(request, "officers/report.html", {"subject": subject, "form": form})


def _subject(person: Person, source: str, uid: uuid.UUID, number: int = 0) -> Subject:
    """Whom the address means, as far as ``person`` may know. Raises Http404."""
    if source == "profile":
        found = subjects.of_profile(person, uid)
    elif source == "request":
        found = subjects.of_request(person, uid)
    elif source == "conversation":
        found = subjects.of_conversation(person, uid, number)
    else:
        found = None
    if found is None:
        raise Http404
    return found
