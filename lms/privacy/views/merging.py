"""Make two records of one officer one: find them, look at both, press."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.models import Enrolment
from lms.audit.actions import record_view
from lms.common.errors import Refused
from lms.people.models import Person
from lms.people.stepup import fresh_login_required
from lms.privacy import access, actions
from lms.privacy.actions.merge import refusal
from lms.privacy.counting import kept_about
from lms.privacy.forms import FindRecordsForm, MergeForm


@require_http_methods(["GET", "POST"])
@fresh_login_required
def find(request: HttpRequest) -> HttpResponse:
    """The two addresses; they go by POST, so that none stands in an address line or a log."""
    access.reader(request)
    form = FindRecordsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        found: dict[str, Person] = {}
        for name in ("keep", "gone"):
            person = Person.objects.filter(email__iexact=form.cleaned_data[name]).first()
            if person is None:
                form.add_error(name, _("Nobody has this address."))
            else:
                found[name] = person
        if not form.errors:
            return redirect("privacy:merge_preview", found["keep"].pk, found["gone"].pk)
    return render(request, "privacy/merge.html", {"form": form}, status=422 if form.errors else 200)


@dataclass(frozen=True)
class Side:
    """One kind of data, with how much of it each record has."""

    title: str | Promise
    keep: int
    gone: int


@require_http_methods(["GET", "POST"])
@fresh_login_required
def preview(request: HttpRequest, keep: int, gone: int) -> HttpResponse:
    """Both sides, the trainings in which both are, and the press."""
    actor = access.reader(request)
    # Each asked for by itself: a number larger than the database knows then finds nobody.
    records = Person.objects.select_related("country", "agency").filter(Q(pk=keep) | Q(pk=gone))
    people = {one.pk: one for one in records}
    if keep not in people or gone not in people:
        raise Http404
    stays, goes = people[keep], people[gone]
    for one in (stays, goes):
        record_view(actor=actor, what="privacy.merge", rows=1, target=one, about=one)
    form = MergeForm(request.POST if request.method == "POST" else None)
    refused = refusal(keep=stays, gone=goes, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            actions.merge_persons(keep=stays, gone=goes, actor=actor, keep_email=form.cleaned_data["address"] == "keep")
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("The two records are one now."))
            return redirect("privacy:requests")
    sides = [
        Side(mine.holding.title, mine.rows, theirs.rows)
        for mine, theirs in zip(kept_about(stays), kept_about(goes), strict=True)
        if mine.rows or theirs.rows
    ]
    shared = Enrolment.objects.filter(person=stays, training__enrolments__person=goes).select_related("training")
    context = {
        "stays": stays,
        "goes": goes,
        "form": form,
        "refusal": refused,
        "sides": sides,
        "shared": [one.training for one in shared.order_by("training__starts_on", "pk")],
    }
    return render(request, "privacy/merge_preview.html", context, status=422 if request.method == "POST" else 200)
