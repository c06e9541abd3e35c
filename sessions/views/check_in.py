"""Check-in by code: the person's page, and the trainer's screen with the code."""

from __future__ import annotations

import datetime as dt

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from courses.models import Enrolment
from courses.models.enrolment import TAKING_PART
from lms.common.errors import Refused
from lms.people.access import signed_in
from lms.people.agreements import undisturbed
from lms.people.models import Person
from sessions import access, checkin, codes
from sessions.actions import check_in
from sessions.models import Attendance, TrainingSession


@login_not_required
@require_GET
def into_language(request: HttpRequest) -> HttpResponse:
    """The address in the QR code names no language: it leads to the page in the reader's own."""
    query = request.META.get("QUERY_STRING", "")
    return redirect(reverse("sessions:check_in") + (f"?{query}" if query else ""))


@require_http_methods(["GET", "POST"])
@undisturbed
def page(request: HttpRequest) -> HttpResponse:
    """Type the code, or confirm the one that was scanned. Nothing is written before the press."""
    person = signed_in(request)
    now = timezone.now()
    if request.method == "POST":
        try:
            done = check_in(
                person=person,
                code=request.POST.get("code", "")[:64],
                ticket=request.POST.get("ticket", "")[:500],
                client_id=request.POST.get("client_id", "")[:64],
                now=now,
            )
        except Refused as refused:
            return _form(request, person, now, problem=str(refused), status=422)
        query = "?again=1" if done.already else ""
        return redirect(reverse("sessions:checked_in", args=[done.session.pk]) + query)
    typed = request.GET.get("c", "")[:64]
    if not typed:
        return _form(request, person, now)
    session = checkin.match(checkin.open_sessions(person, now), typed, now)
    if session is None:
        problem = _("This code is not right or no longer shown. Please read the newest code from the screen.")
        return _form(request, person, now, problem=problem)
    ticket = checkin.ticket_for(session, person, now)
    context = {"session": session, "ticket": ticket, "client_id": get_random_string(22)}
    return render(request, "sessions/check_in_confirm.html", context)


def _form(
    request: HttpRequest, person: Person, now: dt.datetime, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "sessions": checkin.open_sessions(person, now),
        "problem": problem,
        "client_id": get_random_string(22),
        "typed": request.POST.get("code", "")[:12],
    }
    return render(request, "sessions/check_in.html", context, status=status)


@require_GET
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """What was recorded for her."""
    attendance = get_object_or_404(
        Attendance.objects.select_related("session__training", "session__venue"),
        session=pk,
        enrolment__person=signed_in(request),
        enrolment__state__in=TAKING_PART,
    )
    context = {"attendance": attendance, "session": attendance.session, "again": request.GET.get("again") == "1"}
    return render(request, "sessions/checked_in.html", context)


def _session(request: HttpRequest, pk: int) -> TrainingSession:
    person = signed_in(request)
    visible = TrainingSession.objects.visible_to(person).select_related("training")
    session = get_object_or_404(visible, pk=pk)
    if not access.can_mark(person, session.training):
        raise PermissionDenied
    return session


@require_GET
@undisturbed
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The code for the room's big screen, renewed every half minute; ``?part=1`` is the moving part alone."""
    session = _session(request, pk)
    now = timezone.now()
    shown = codes.shown_at(session.code_secret, now)
    address = f"{settings.BASE_URL}{reverse('calendars:check_in')}?c={shown.code}"
    picture = segno.make(address, error="m", micro=False)
    svg = picture.svg_inline(scale=1, border=4, svgclass="qr", lineclass=None, omitsize=True, dark="#000", light="#fff")
    here = Attendance.objects.filter(session=session, status__in=("present", "late", "partly")).count()
    context = {
        "session": session,
        "training": session.training,
        "shown": shown,
        "address": address.split("://")[-1].split("?")[0],
        "qr": mark_safe(svg),
        "is_open": checkin.is_open(session, now),
        "opens_at": session.starts_at - checkin.OPENS_BEFORE,
        "is_over": now >= checkin.closes_at(session),
        "here": here,
        "everyone": Enrolment.objects.filter(training=session.training_id, state__in=TAKING_PART).count(),
    }
    template = "sessions/code.html#code" if request.GET.get("part") else "sessions/code.html"
    return render(request, template, context)
