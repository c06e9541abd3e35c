"""The reviewers' queue, one application, and the focal point's opinion."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.common.errors import Refused
from lms.common.paging import page_of
from lms.joining import queue as queues
from lms.joining.access import is_own_case, is_reviewer, opinions_asked, visible_applications
from lms.joining.actions import decide
from lms.joining.actions import review as reviewing
from lms.joining.checks import checklist, opinion_on
from lms.joining.forms import DeclineForm, NoteForm, OpinionForm, QuestionForm
from lms.joining.models import Application, Decision, DecisionKind, SupervisorAnswer, SupervisorRequest
from lms.joining.states import Verb, Who, possible
from lms.joining.viewing import note_viewed
from lms.joining.views.apply import answers_of
from lms.joining.vouching import changed_since_asked, changed_since_given, mark_of
from lms.joining.wording import history_of
from lms.people.access import signed_in
from lms.people.models import Country, Person
from lms.people.stepup import ask_again, is_fresh, shows_people


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What needs this reviewer first. Names are shown on the application's own page."""
    person = signed_in(request)
    if not is_reviewer(person):
        raise PermissionDenied
    filters = queues.Filters.of(request.GET)
    page = page_of(request, queues.rows_for(person, filters))
    lines = [{"row": row, "waiting": queues.waiting_of(row)} for row in page.object_list]
    note_viewed(person, "queue", [row.country_id for row in page.object_list], part=request.GET.urlencode())
    seen = Application.objects.filter(visible_applications(person)).values("country")
    context = {
        "page": page,
        "lines": lines,
        "filters": filters,
        "groups": _groups(person, filters),
        "countries": sorted(
            ((one.pk, one.name()) for one in Country.objects.filter(pk__in=seen)), key=lambda pair: pair[1].casefold()
        ),
        "address": filters.address(),
        "is_filtered": bool(filters.country or filters.mail),
    }
    return render(request, "joining/queue.html", context)


def _groups(person: Person, filters: queues.Filters) -> list[dict[str, Any]]:
    words = {"mine": _("Need you"), "waiting": _("Wait for others"), "decided": _("Decided"), "all": _("All")}
    counts = queues.counts_for(person)
    return [
        {
            "word": words[group],
            "count": counts[group],
            "url": filters.address(show=group),
            "is_on": group == filters.group,
        }
        for group in queues.GROUPS
    ]


FORMS: dict[str, type[forms.Form]] = {
    "ask_information": QuestionForm,
    "approve": NoteForm,
    "decline": DeclineForm,
    "return": NoteForm,
}


# What opens or closes the door for somebody.
DECIDING = {"approve", "decline", "confirm"}


@require_http_methods(["GET", "POST"])
@shows_people
def application(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Checks, answers, history and decisions; who decides proves once more who she is."""
    person = signed_in(request)
    if not is_reviewer(person):
        raise PermissionDenied
    rows = (
        Application.objects.filter(visible_applications(person))
        .select_related("country", "reviewer", "person__membership", "opinion")
        .prefetch_related(
            Prefetch("supervisor_requests", queryset=SupervisorRequest.objects.select_related("link")),
            Prefetch("decisions", queryset=Decision.objects.select_related("first", "second")),
        )
    )
    row = get_object_or_404(rows, uid=uid)
    verb = request.POST.get("verb", "")
    bound = {name: kind(request.POST if verb == name else None, prefix=name) for name, kind in FORMS.items()}
    if request.method == "POST":
        if verb in DECIDING and not is_fresh(request):
            return ask_again(request)
        form = bound.get(verb)
        if form is None or form.is_valid():
            _carry_out(request, row, verb, form.cleaned_data if form else {}, person)
            return redirect("joining:application", uid=uid)
    note_viewed(person, "application", [row.country_id], target=row)
    return render(request, "joining/application.html", _context(row, person, bound, verb))


def _context(row: Application, person: Person, bound: dict[str, forms.Form], verb: str) -> dict[str, Any]:
    proposal = decide.open_proposal_of(row)
    found = checklist(row)
    verbs = possible(row.state, Who.REVIEWER)
    requests = row.supervisor_requests.all()
    open_request = next((one for one in requests if one.is_open), None)
    confirmed = any(
        one.answer == SupervisorAnswer.YES and one.revoked_at is None and not changed_since_asked(row, one)
        for one in requests
    )
    given = opinion_on(row)
    is_asked = given is not None and not changed_since_given(row, given)
    return {
        "application": row,
        "waiting": queues.waiting_of(row),
        "checks": found.checks,
        "obstacles": found.obstacles,
        "parts": answers_of(row),
        "history": history_of(row),
        "decisions": row.decisions.all(),
        "proposal": proposal,
        "is_own_proposal": proposal is not None and proposal.first_id == person.pk,
        "is_own_case": is_own_case(person, row),
        "is_decided": decide.is_decided(row),
        "needs_two": decide.needs_two(found, DecisionKind.APPROVE),
        "request_open": open_request,
        "opinion_asked": is_asked,
        "can": {
            "take_up": Verb.TAKE_UP in verbs,
            "ask_information": Verb.ASK_INFORMATION in verbs and proposal is None,
            "ask_supervisor": Verb.ASK_SUPERVISOR in verbs
            and open_request is None
            and proposal is None
            and not confirmed,
            "ask_opinion": Verb.ASK_OPINION in verbs and not is_asked and proposal is None,
            "approve": Verb.APPROVE in verbs and proposal is None,
            "decline": Verb.DECLINE in verbs and proposal is None,
        },
        "forms": {name.replace("ask_information", "question"): form for name, form in bound.items()},
        "wrong": bound.get(verb),
        "opened": verb,
        "membership": getattr(row.person, "membership", None) if row.person else None,
    }


def _carry_out(request: HttpRequest, row: Application, verb: str, given: dict[str, Any], person: Person) -> None:
    """Do what was pressed, and say what came of it."""
    doings: dict[str, tuple[Callable[[], object], str]] = {
        "take_up": (
            lambda: reviewing.take_up(application=row, actor=person),
            _("You review this application now."),
        ),
        "ask_information": (
            lambda: reviewing.ask_information(application=row, question=given["question"], actor=person),
            _("Your question is on its way. Reminders follow after three and seven working days."),
        ),
        "ask_supervisor": (
            lambda: reviewing.ask_supervisor(application=row, actor=person),
            _("The supervisor gets a link that works for three weeks, and one reminder."),
        ),
        "revoke_supervisor": (
            lambda: reviewing.revoke_supervisor(application=row, actor=person),
            _("The supervisor’s link no longer works."),
        ),
        "ask_opinion": (
            lambda: reviewing.ask_opinion(application=row, actor=person),
            _("The focal point is asked for an opinion."),
        ),
        "approve": (
            lambda: decide.approve(application=row, note=given["note"], actor=person),
            _("Your decision is kept."),
        ),
        "decline": (
            lambda: decide.decline(application=row, code=given["code"], note=given["note"], actor=person),
            _("Your proposal is kept. A second reviewer confirms or returns it."),
        ),
        "confirm": (
            lambda: decide.confirm_decision(application=row, actor=person),
            _("Confirmed. The applicant gets a mail."),
        ),
        "return": (
            lambda: decide.return_decision(application=row, note=given["note"], actor=person),
            _("The proposal is returned."),
        ),
    }
    if verb not in doings:
        return
    do, said = doings[verb]
    try:
        do()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)


@require_http_methods(["GET", "POST"])
@shows_people
def opinion(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The coordinator of the applicant's country says what she thinks. She sees what the opinion needs."""
    person = signed_in(request)
    if not person.is_coordinator:
        raise PermissionDenied
    rows = Application.objects.filter(opinions_asked(person)).select_related("country", "opinion")
    row = get_object_or_404(rows, uid=uid)
    form = OpinionForm(request.POST or None, initial={"seen": mark_of(row)})
    if request.method == "POST" and form.is_valid():
        try:
            reviewing.give_opinion(
                application=row,
                opinion=form.cleaned_data["opinion"],
                note=form.cleaned_data["note"],
                actor=person,
                seen=form.cleaned_data["seen"],
            )
        except Refused as refusal:
            if refusal.code != "changed":
                messages.error(request, str(refusal))
                return redirect("joining:opinion", uid=uid)
            # The answers as they are now, over what she has written.
            row = get_object_or_404(rows, uid=uid)
            form = OpinionForm({**request.POST.dict(), "seen": mark_of(row)})
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. Your opinion is with the reviewers."))
            return redirect("joining:opinion", uid=uid)
    note_viewed(person, "opinion", [row.country_id], target=row)
    return render(request, "joining/opinion.html", {"application": row, "form": form, "given": row.opinion.given_at})
