"""Calendars: the personal feed, its address, a training's file."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lms.common import languages
from lms.people.access import signed_in
from sessions import calendars
from sessions.actions import new_calendar_link, revoke_calendar_link
from sessions.models import CalendarLink, TrainingSession
from sessions.views.agenda import training_for

CONTENT_TYPE = "text/calendar; charset=utf-8"
# Where a new address waits between the press and the one page that shows it.
SHOWN_ONCE = "calendar_token"


@login_not_required
@require_GET
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """One person's sessions for her calendar program. Unknown and revoked addresses answer alike."""
    person = calendars.person_of_token(token)
    if person is None:
        raise Http404
    data = calendars.calendar_file(calendars.feed_sessions(person), language=person.language)
    return HttpResponse(data, content_type=CONTENT_TYPE, headers={"Cache-Control": "private, no-store"})


@require_GET
def download(request: HttpRequest, slug: str) -> HttpResponse:
    """A training's sessions as a file."""
    training = training_for(signed_in(request), slug)
    sessions = TrainingSession.objects.filter(training=training)
    data = calendars.calendar_file(sessions, language=languages.current())
    headers = {"Content-Disposition": 'attachment; filename="sessions.ics"'}
    return HttpResponse(data, content_type=CONTENT_TYPE, headers=headers)


@require_GET
def address(request: HttpRequest) -> HttpResponse:
    """How to have one's sessions in one's own calendar; a new address is shown this once."""
    token = request.session.pop(SHOWN_ONCE, "")
    link = CalendarLink.objects.filter(person=signed_in(request), revoked_at=None).first()
    shown = settings.BASE_URL + reverse("calendars:feed", args=[token]) if token else ""
    return render(request, "sessions/calendar.html", {"link": link, "address": shown})


@require_POST
def new_address(request: HttpRequest) -> HttpResponse:
    """Make an address; the one before stops working."""
    request.session[SHOWN_ONCE] = new_calendar_link(person=signed_in(request))
    return redirect("sessions:calendar")


@require_POST
def revoke_address(request: HttpRequest) -> HttpResponse:
    """Take the address out of use."""
    if revoke_calendar_link(person=signed_in(request)):
        messages.success(request, _("The address no longer works."))
    return redirect("sessions:calendar")
