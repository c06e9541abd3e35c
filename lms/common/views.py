"""Answers that belong to no noun: health, errors, the way from ``/`` into a language."""

from __future__ import annotations

import logging
import sys

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.common import health, languages
from lms.common.environment import RETRY_AFTER_SECONDS, is_environmental

logger = logging.getLogger(__name__)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long or came from elsewhere: say so, in the reader's language."""
    return render(request, "errors/csrf.html", status=403)


@login_not_required
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return _plain("ok", 200)


@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Database, layer, queue and disk are well (200), or not (503). Which one is in the log, not here."""
    well = all(health.look().values())
    return _plain("ready", 200) if well else _plain("not ready", 503)


def _plain(text: str, status: int) -> HttpResponse:
    response = HttpResponse(text, status=status, content_type="text/plain")
    add_never_cache_headers(response)
    return response


@login_not_required
@require_safe
def into_language(request: HttpRequest) -> HttpResponse:
    """``/`` leads to the person's own language, else to the browser's."""
    language = getattr(request.user, "language", "") or translation.get_language_from_request(request)
    if language not in languages.CODES:
        language = "en"
    response = HttpResponseRedirect(f"/{language}/")
    response["Vary"] = "Accept-Language, Cookie"
    return response


def wants_json(request: HttpRequest) -> bool:
    """Whether a script of ours asks, which reads JSON and shows its own words."""
    accept = request.headers.get("Accept", "")
    return "application/json" in accept and "text/html" not in accept


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """The page for an error that nothing caught: 503 if the environment's, else 500.

    It asks neither the database nor the session, since those may be what is broken.
    """
    error = sys.exc_info()[1]
    passing = is_environmental(error)
    status = 503 if passing else 500
    # Read out over the telephone, it finds the error's lines in the log.
    number = "" if passing else get_random_string(8, "23456789")
    if passing:
        logger.warning("environment: %s", type(error).__name__)
    else:
        # Not the address: it may hold the key of a link.
        logger.error("error %s: %s", number, type(error).__name__)
    with translation.override(translation.get_language_from_request(request, check_path=True)):
        if wants_json(request):
            reason = (
                _("The service is busy. What you wrote is kept; it is sent again by itself.")
                if passing
                else _("Something went wrong on our side. What you wrote is kept.")
            )
            response: HttpResponse = JsonResponse({"error": "unavailable" if passing else "error", "reason": reason})
            response.status_code = status
        else:
            response = _page_alone("errors/server.html", status, passing=passing, number=number)
    if passing:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    add_never_cache_headers(response)
    return response


def too_large(request: HttpRequest) -> HttpResponse:
    """More was sent than any page of ours takes: said before anything reads it."""
    with translation.override(translation.get_language_from_request(request, check_path=True)):
        response = _page_alone("errors/too_large.html", 413)
    add_never_cache_headers(response)
    return response


def _page_alone(template: str, status: int, **words: object) -> HttpResponse:
    """A page that asks neither session nor database nor anything a middleware prepares."""
    language = languages.current()
    words |= {
        "page_language": language,
        "page_direction": languages.direction(language),
        "site_name": settings.SITE_NAME,
    }
    return HttpResponse(render_to_string(template, words), status=status)
