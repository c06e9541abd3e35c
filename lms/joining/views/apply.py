"""The questionnaire, from the address at the door to the page that says where the application stands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.common import languages
from lms.common.errors import Refused
from lms.common.numbers import listed, number
from lms.common.problems import too_many_requests
from lms.joining import device, sealing, steps
from lms.joining.actions import apply
from lms.joining.forms import AddressForm, AnswerForm, StepForm
from lms.joining.links import open_link
from lms.joining.models import Application, LinkKind, State
from lms.joining.workdays import TARGET, working_days_between
from lms.people import limits


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """What is asked and why; the address comes first. The answer is the same for every address."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        network = limits.network_of(request)
        if not apply.knock(email=form.cleaned_data["email"], language=languages.current(), network=network):
            return too_many_requests(request)
        return redirect("joining:sent")
    return render(request, "joining/start.html", {"form": form, "steps": steps.STEPS})


@login_not_required
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Look into your mail."""
    return render(request, "joining/sent.html")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail. A POST confirms, so a mail scanner confirms nothing."""
    opened = open_link(token, LinkKind.CONFIRM)
    if opened.link is None or opened.trouble:
        return _trouble(request, opened.trouble)
    if request.method == "POST":
        try:
            application = apply.confirm_email(link=opened.link)
        except Refused:
            return _trouble(request, "used")
        response = redirect("joining:form")
        device.remember(response, application)
        return response
    return render(request, "joining/confirm.html", {"application": opened.link.application})


def _trouble(request: HttpRequest, trouble: str) -> HttpResponse:
    return render(request, "joining/trouble.html", {"trouble": trouble}, status=404 if trouble == "unknown" else 410)


def _progress(current: str, application: Application) -> list[dict[str, Any]]:
    """The segments of the bar: done, now, or to come."""
    return [
        {
            "step": step,
            "is_now": step.slug == current,
            "is_done": step.slug != current and not steps.missing(step, application) and application.saved_at,
        }
        for step in steps.STEPS
    ]


def _is_editable(application: Application) -> bool:
    return application.state in (State.DRAFT, State.INFORMATION_REQUESTED)


@login_not_required
@never_cache
@sensitive_post_parameters("service_number")
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, step: str = "") -> HttpResponse:
    """One step. What is valid is kept even when something else is wrong.

    A script saves while she writes (``Draft: save``); it gets an empty answer.
    """
    application = device.application_of(request)
    if application is None:
        return redirect("joining:start")
    if not _is_editable(application):
        return redirect("joining:mine")
    if step not in steps.BY_SLUG:
        first = steps.first_open(application)
        return redirect("joining:form", first.slug) if first else redirect("joining:summary")
    here = steps.BY_SLUG[step]
    number = steps.STEPS.index(here)
    page = StepForm(request.POST or None, instance=application, step=here)
    if here == steps.DECLARATIONS:
        page.ask_for_agreements()
    if request.method == "POST":
        is_complete = page.is_valid()
        try:
            application = apply.save_draft(application=application, step=step, values=page.valid_values())
        except Refused:
            return redirect("joining:mine")
        if request.headers.get("Draft") == "save":
            return HttpResponse(status=204)
        if is_complete:
            if "back_to_check" in request.POST or number + 1 == len(steps.STEPS):
                return redirect("joining:summary")
            return redirect("joining:form", steps.STEPS[number + 1].slug)
    context = {
        "application": application,
        "form": page,
        "step": here,
        "number": number + 1,
        "total": len(steps.STEPS),
        "progress": _progress(step, application),
        "previous": steps.STEPS[number - 1] if number else None,
        "from_check": "check" in request.GET or "back_to_check" in request.POST,
        "kept": request.method == "POST",
    }
    return render(request, "joining/form.html", context)


def answers_of(application: Application) -> list[dict[str, Any]]:
    """Everything she entered, step by step, in words."""
    found = []
    for step in steps.STEPS:
        page = StepForm(instance=application, step=step)
        rows = [
            {"label": page.fields[name].label, "value": _shown(application, name, page), "name": name}
            for name in page.fields
            if name not in steps.CONDITIONAL or steps.CONDITIONAL[name](application)
        ]
        found.append({"step": step, "rows": rows, "missing": steps.missing(step, application)})
    return found


def _shown(application: Application, name: str, page: StepForm) -> Any:
    if name == "service_number":
        return sealing.unseal(application.service_number_sealed)
    value = getattr(application, name)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int):
        return number(value)
    if name == "country":
        return application.country.name() if application.country else ""
    if isinstance(value, list):
        words = dict(page.fields[name].choices)  # type: ignore[attr-defined]
        return listed(words.get(one, one) for one in value)
    display = getattr(application, f"get_{name}_display", None)
    return display() if display else value


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def summary(request: HttpRequest) -> HttpResponse:
    """Everything once more before it is sent."""
    application = device.application_of(request)
    if application is None:
        return redirect("joining:start")
    if not _is_editable(application):
        return redirect("joining:mine")
    if request.method == "POST" and application.state == State.DRAFT:
        try:
            apply.submit(application=application)
        except Refused as refusal:
            messages.error(request, str(refusal))
            if refusal.code == "agreements":
                return redirect("joining:form", steps.DECLARATIONS.slug)
            return redirect("joining:summary")
        return redirect("joining:mine")
    context = {"application": application, "parts": answers_of(application), "complete": steps.is_complete(application)}
    return render(request, "joining/summary.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def status(request: HttpRequest, token: str = "") -> HttpResponse:
    """Where her application stands and what is asked of her; by the link of a mail, or on her own device."""
    application: Application | None
    if token:
        opened = open_link(token, LinkKind.APPLICANT)
        if opened.link is None or opened.trouble:
            return _trouble(request, opened.trouble)
        application = opened.link.application
    else:
        application = device.application_of(request)
    if application is None:
        return redirect("joining:start")
    answer = AnswerForm(request.POST if request.POST.get("verb") == "answer" else None)
    if request.method == "POST":
        done = _do(request, application, answer)
        if done is not None:
            return done
    days = (
        working_days_between(application.submitted_at.date(), timezone.now().date()) if application.submitted_at else 0
    )
    context = {
        "application": application,
        "form": answer,
        "days": days,
        "target": TARGET,
        "complete": steps.is_complete(application),
        "is_open": application.is_running and application.submitted_at is not None,
    }
    return render(request, "joining/status.html", context)


def _do(request: HttpRequest, application: Application, answer: AnswerForm) -> HttpResponse | None:
    """What she does on her page; None shows it again with what is wrong."""
    verb = request.POST.get("verb", "")
    try:
        if verb == "continue" and _is_editable(application):
            response = redirect("joining:form")
            device.remember(response, application)
            return response
        if verb == "answer":
            if not answer.is_valid():
                return None
            apply.answer_information(application=application, answer=answer.cleaned_data["answer"])
            messages.success(request, _("Thank you. Your answer is with the reviewer."))
        elif verb == "withdraw":
            apply.withdraw(application=application)
            messages.success(request, _("Your application is withdrawn."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(request.path)


@login_not_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Leave nothing on this device; the draft itself stays, and the link of the mail opens it."""
    messages.success(request, _("This device has forgotten your draft. The link in your mail opens it again."))
    response = redirect(reverse("joining:start"))
    device.forget(response)
    return response
