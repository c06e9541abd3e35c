"""The desk of the data-protection officer: what people asked for, and what is kept too long."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.audit.actions import record_view
from lms.common.errors import Refused
from lms.common.paging import page_of
from lms.people.stepup import fresh_login_required, shows_people
from lms.privacy import access, actions
from lms.privacy.counting import kept_about
from lms.privacy.forms import CorrectPersonForm, RefusalForm
from lms.privacy.models import DataExport, DataRequest, RequestKind, RetentionRun
from lms.privacy.retention import due_table


@require_safe
@shows_people
def requests(request: HttpRequest) -> HttpResponse:
    """Open requests by their last day, then those that were answered."""
    person = access.reader(request)
    waiting = list(DataRequest.objects.waiting().select_related("person__country")[:200])
    answered = DataRequest.objects.exclude(state="open").select_related("person", "decided_by").order_by("-decided_at")
    page = page_of(request, answered, 50)
    people = {one.person_id for one in (*waiting, *page.object_list)}
    if people:
        record_view(actor=person, what="privacy.requests", rows=len(people), part=request.GET.urlencode())
    context = {"waiting": waiting, "page": page, "may_answer": access.may_answer(person)}
    return render(request, "privacy/requests.html", context)


@require_safe
@shows_people
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: what was asked, what is kept, and the answers that can be given."""
    person = access.reader(request)
    found = get_object_or_404(DataRequest.objects.select_related("person__country", "person__agency"), pk=pk)
    record_view(actor=person, what="privacy.request", rows=1, target=found, about=found.person)
    return _page(request, found, RefusalForm(), may_answer=access.may_answer(person))


def _page(
    request: HttpRequest,
    found: DataRequest,
    form: RefusalForm,
    *,
    may_answer: bool,
    correction: CorrectPersonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    if correction is None and found.kind == RequestKind.CORRECTION:
        correction = CorrectPersonForm(person=found.person)
    context = {
        "asked": found,
        "form": form,
        "correction": correction,
        "may_answer": may_answer and found.is_open,
        "copy": DataExport.objects.filter(person=found.person_id).first() if found.kind == RequestKind.EXPORT else None,
        "kept": [one for one in kept_about(found.person) if one.rows],
    }
    return render(request, "privacy/request.html", context, status=status)


@require_POST
@fresh_login_required
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the correction, or note that the copy was handed over."""
    actor = access.officer(request)
    # Whoever is to be erased is, or is not; nobody only says so.
    rows = DataRequest.objects.exclude(kind=RequestKind.ERASURE)
    found = get_object_or_404(rows.select_related("person__country", "person__agency"), pk=pk)
    form = CorrectPersonForm(request.POST, person=found.person) if found.kind == RequestKind.CORRECTION else None
    if form is not None and not form.is_valid():
        return _page(request, found, RefusalForm(), may_answer=True, correction=form, status=422)
    try:
        if form is not None:
            actions.correct(request=found, actor=actor, fields=form.corrected(), **form.cleaned_data)
        else:
            actions.settle(request=found, actor=actor)
        messages.success(request, _("The request is answered. The person gets a mail."))
    except Refused as refusal:
        if form is not None and refusal.field:
            form.add_error(refusal.field, str(refusal))
            return _page(request, found, RefusalForm(), may_answer=True, correction=form, status=422)
        messages.error(request, str(refusal))
    return redirect("privacy:requests")


@require_POST
@fresh_login_required
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Say no, with a reason."""
    actor = access.officer(request)
    found = get_object_or_404(DataRequest.objects.select_related("person__country", "person__agency"), pk=pk)
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, may_answer=True, status=422)
    try:
        actions.refuse(request=found, reason=form.cleaned_data["reason"], actor=actor)
        messages.success(request, _("The request is answered. The person gets a mail."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("privacy:requests")


@require_POST
@fresh_login_required
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Do not erase somebody who thought again, and cannot log in to say so."""
    actor = access.officer(request)
    found = get_object_or_404(DataRequest.objects.select_related("person"), pk=pk, kind=RequestKind.ERASURE)
    try:
        actions.take_back(request=found, actor=actor)
        messages.success(request, _("The request is answered. The person gets a mail."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("privacy:requests")


@require_POST
@fresh_login_required
def erase_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Do not wait for the seventh day."""
    actor = access.officer(request)
    found = get_object_or_404(DataRequest.objects.select_related("person"), pk=pk, kind="erasure")
    if found.person_id == actor.pk:
        # What ends one's own account is left to the clock, or to a colleague.
        raise PermissionDenied
    try:
        actions.execute_now(request=found, actor=actor)
        messages.success(request, _("The person is erased."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("privacy:requests")


@require_safe
def retention(request: HttpRequest) -> HttpResponse:
    """What is over its time, and what the last rounds took away."""
    access.reader(request)
    context = {"table": due_table(), "runs": RetentionRun.objects.all()[:14]}
    return render(request, "privacy/retention.html", context)
