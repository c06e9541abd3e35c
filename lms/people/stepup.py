"""Asking again: what can do harm wants a person who proved who she is within the last ten minutes.

Password, second factor or passkey count, the log-in included. A page that asks for data should ask at its GET, so
that nothing is typed twice; a POST that comes too late is kept and goes on by itself afterwards.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY, stash_and_reauthenticate
from allauth.account.utils import get_next_redirect_url
from allauth.core.internal.httpkit import deserialize_request, serialize_request
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import resolve, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lms.common.views import wants_json

BEGAN = "people_session_began"
SEEN = "people_session_seen"
KEPT_SECONDS = 600
"""After so long on the page that asks, what she was sending is not done any more."""

type View = Callable[..., HttpResponseBase]


def proved_at(request: HttpRequest) -> float:
    """When the person logged in last proved who she is, in seconds since 1970; 0 if nobody knows."""
    if not request.user.is_authenticated:
        return 0
    records = get_authentication_records(request, request.user)
    return max([float(request.session.get(BEGAN, 0)), *(float(record["at"]) for record in records)])


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person logged in proved who she is within ``ACCOUNT_REAUTHENTICATION_TIMEOUT`` seconds."""
    return time.time() - proved_at(request) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def by_script(request: HttpRequest) -> bool:
    """Whether a script of ours asks (fetch, htmx), which reads the status itself and cannot follow to a page."""
    return (
        wants_json(request)
        or request.content_type == "application/json"
        or bool(request.headers.get("HX-Request"))
        or request.headers.get("Sec-Fetch-Dest") == "empty"
    )


def fresh_login_required(view: View) -> View:
    """Decorator for views that grant, export, revoke or change how somebody logs in."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        return ask_again(request)

    return wrapped


def shows_people(view: View) -> View:
    """Mark a view as a page with others' personal data: staff who were away for long prove who they are first."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    wrapped.shows_people = True  # type: ignore[attr-defined]
    return wrapped


def ask_again(request: HttpRequest) -> HttpResponse:
    """Lead to the page that asks who she is, and back; what she was sending is kept meanwhile."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    # Without password, app and passkey there is nothing to prove it with but a new log-in.
    way = methods[0]["url"] if methods else reverse("account_login")
    if by_script(request):
        here = request.headers.get("HX-Current-URL") or reverse("portal:home")
        return _tell_script(request, f"{way}?{urlencode({'next': here})}")
    if request.method in {"GET", "HEAD"}:
        # She went elsewhere: what she pressed before is given up.
        request.session.pop(STATE_SESSION_KEY, None)
        return HttpResponseRedirect(f"{way}?{urlencode({'next': request.get_full_path()})}")
    state = {
        "request": serialize_request(request),
        "files": bool(request.FILES),
        "full": request.get_full_path(),
        "path": request.path,
        "at": time.time(),
        "back": _page_before(request),
    }
    stash_and_reauthenticate(request, state, f"{__name__}.go_on")
    return HttpResponseRedirect(f"{way}?{urlencode({'next': request.path})}")


def go_on(request: HttpRequest, state: dict[str, Any]) -> HttpResponse:
    """Do now what was asked before she proved who she is. A file cannot be kept: she chooses it again.

    Only what she proved it for, and soon: a press that was given up is not done by a later log-in.
    """
    wanted = get_next_redirect_url(request)
    if wanted != state.get("path"):
        return HttpResponseRedirect(wanted or reverse("portal:home"))
    if time.time() - state["at"] > KEPT_SECONDS:
        messages.warning(
            request, _("Too much time has passed, so nothing was changed. If you still want it, do it again.")
        )
        return HttpResponseRedirect(state["back"])
    if state["files"]:
        messages.warning(request, _("Thank you. Choose the file again, please: files are not kept while we ask."))
        return HttpResponseRedirect(state["full"])
    kept = deserialize_request(state["request"], request)
    match = resolve(kept.path_info)
    kept.resolver_match = match
    response: HttpResponse = match.func(kept, *match.args, **match.kwargs)
    return response


def _page_before(request: HttpRequest) -> str:
    """The page of ours on which she pressed; home if the browser does not say."""
    before = urlsplit(request.headers.get("Referer", ""))
    if before.netloc != request.get_host() or not before.path.startswith("/"):
        return reverse("portal:home")
    return urlunsplit(("", "", f"/{before.path.lstrip('/')}", before.query, ""))


def _tell_script(request: HttpRequest, way: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=403, headers={"HX-Redirect": way})
    reason = _("Please prove once more that it is you. What you wrote is kept.")
    return JsonResponse({"error": "fresh_login", "reason": reason, "login": way}, status=403)
