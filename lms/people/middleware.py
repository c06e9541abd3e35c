"""What every request of a person goes through: her session's age, her clock, her second factor, her agreements."""

from __future__ import annotations

import time
import zoneinfo
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseForbidden, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lms.people import agreements
from lms.people.models import Person
from lms.people.owed import is_over, lacks_second_factor, owes_agreements
from lms.people.stepup import BEGAN, SEEN, ask_again, by_script, proved_at

IDLE_STAFF_SECONDS = 30 * 60
"""After so long staff prove who they are before they see others' personal data."""
NOTED_EVERY = 60
AWAY = "people_session_away"
AFTER_SECOND_FACTOR = "people_after_second_factor"

# What a person may do before she has a second factor: get one, prove who she is, leave.
BEFORE_SECOND_FACTOR = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_edit_webauthn",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "account_logout",
        "account_reauthenticate",
        "account_email_verification_sent",
        "people:accept",
        "people:language",
    }
)


class SessionAgeMiddleware:
    """Ends a session that nobody used for long, and notes when staff came back to one.

    What a page's script asks by itself (the clock of a test, news of a room) is no sign of a person.
    """

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self._look(request, request.user)
        return self.get_response(request)

    def _look(self, request: HttpRequest, person: Person) -> None:
        now = int(time.time())
        session = request.session
        seen, began = int(session.get(SEEN, now)), int(session.get(BEGAN, now))
        if is_over(session, now):
            auth.logout(request)
            return
        if request.method in {"GET", "HEAD"} and by_script(request):
            return
        if now - seen > IDLE_STAFF_SECONDS and (person.is_team or person.is_staff):
            session[AWAY] = now
        if SEEN not in session or now - seen > NOTED_EVERY:
            session[SEEN] = now
            session.setdefault(BEGAN, began)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not getattr(view, "shows_people", False) or not request.user.is_authenticated:
            return None
        if proved_at(request) < request.session.get(AWAY, 0):
            return ask_again(request)
        return None


class LogInMiddleware(LoginRequiredMiddleware):
    """Django's, but a script of ours gets a status that it understands: its page keeps what was not sent."""

    def handle_no_permission(  # type: ignore[override]  # Django's stubs know its redirect alone
        self, request: HttpRequest, view: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if not by_script(request):
            return super().handle_no_permission(request, view)
        if request.headers.get("HX-Request"):
            here = request.headers.get("HX-Current-URL", reverse("portal:home"))
            return HttpResponse(status=401, headers={"HX-Redirect": f"{_log_in()}?{urlencode({'next': here})}"})
        reason = _("You were logged out. What you wrote is kept on this device and sent when you have logged in again.")
        return JsonResponse({"error": "login", "reason": reason, "login": _log_in()}, status=401)


def _log_in() -> str:
    return reverse(settings.LOGIN_URL)


class PersonTimeZoneMiddleware:
    """Shows times in the person's own zone; an unknown zone means UTC."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user
        if person.is_authenticated:
            try:
                timezone.activate(zoneinfo.ZoneInfo(person.time_zone))
            except (zoneinfo.ZoneInfoNotFoundError, ValueError):
                timezone.deactivate()
        else:
            timezone.deactivate()
        return self.get_response(request)


class SecondFactorMiddleware:
    """Sends a person with a staff role to set up her second factor before she sees anything else."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not getattr(view, "login_required", True):
            return None
        person = request.user
        match = request.resolver_match
        if match is not None and match.view_name in BEFORE_SECOND_FACTOR:
            return None
        if not isinstance(person, Person) or not lacks_second_factor(person):
            return None
        if request.method not in {"GET", "HEAD"} or request.headers.get("HX-Request"):
            return HttpResponseForbidden(content_type="text/plain")
        # Where she wanted to go: the page with her recovery codes leads there.
        request.session[AFTER_SECOND_FACTOR] = request.get_full_path()
        return redirect("mfa_activate_totp")


class AgreementMiddleware:
    """Asks for the agreements in force at the next page that a person opens; what she sends is never stopped.

    Pages marked with ``agreements.undisturbed`` (a running test, a live room) are left alone.
    """

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not settings.ASK_AGREEMENTS or request.method not in {"GET", "HEAD"} or by_script(request):
            return None
        if not getattr(view, "login_required", True) or getattr(view, "undisturbed", False):
            return None
        match = request.resolver_match
        if match is not None and match.view_name in BEFORE_SECOND_FACTOR:
            return None
        person = request.user
        # A picture or a file of a page is not the place to ask.
        if not isinstance(person, Person) or request.headers.get("Sec-Fetch-Dest", "document") != "document":
            return None
        mark = agreements.mark_in_force()
        if request.session.get(agreements.SESSION_KEY) == mark:
            return None
        if owes_agreements(person, request.session):
            return redirect(f"{reverse('people:accept')}?{urlencode({'next': request.get_full_path()})}")
        request.session[agreements.SESSION_KEY] = mark
        return None
