"""The device on which somebody fills in her questionnaire: a signed cookie that names one application."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from lms.joining.models import Application, State

NAME = "__Host-joining" if settings.IS_HTTPS else "joining"
SALT = "lms.joining.device"
LASTS = dt.timedelta(days=30)


def remember(response: HttpResponse, application: Application) -> None:
    """Let this browser go on with the application."""
    response.set_signed_cookie(
        NAME,
        application.uid.hex,
        salt=SALT,
        max_age=int(LASTS.total_seconds()),
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse) -> None:
    """Leave nothing on a device that others use, too."""
    response.delete_cookie(NAME, path="/", samesite="Lax")


def application_of(request: HttpRequest) -> Application | None:
    """The application of this browser, if its cookie is one of ours and the application still exists."""
    uid = request.get_signed_cookie(NAME, default="", salt=SALT, max_age=LASTS)
    if not uid:
        return None
    rows = Application.objects.select_related("country").exclude(state__in=(State.ERASED, State.EMAIL_TO_CONFIRM))
    return rows.filter(uid=uid).first()
