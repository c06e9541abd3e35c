"""Browsers in which a person logged in before."""

from __future__ import annotations

import datetime as dt
import re
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from lms.people.devices import parts_of
from lms.people.models import KnownDevice, Person

COOKIE = "__Host-device" if settings.IS_HTTPS else "device"
LASTS = dt.timedelta(days=400)
MOST = 20
_TOKEN = re.compile(r"[\w-]{43}")


def device_name(user_agent: str) -> str:
    """A browser in two words, "Firefox, Android"; empty when it does not say."""
    return ", ".join(part for part in parts_of(user_agent) if part)


def device_of(request: HttpRequest, person_id: int) -> str:
    """What to count guesses from this browser by, if that person logged in here before; else empty."""
    token = _token_of(request)
    if not token:
        return ""
    found = KnownDevice.objects.filter(
        person_id=person_id, key=_key(token), last_seen__gt=timezone.now() - LASTS
    ).values_list("pk", flat=True)
    return next((str(pk) for pk in found), "")


def remember_device(request: HttpRequest, response: HttpResponse, person: Person) -> KnownDevice | None:
    """Note that ``person`` logged in here, and leave the cookie. Returns the row if this browser is new for her."""
    token = _token_of(request) or secrets.token_urlsafe(32)
    name = device_name(request.META.get("HTTP_USER_AGENT", ""))
    now = timezone.now()
    device, is_new = KnownDevice.objects.update_or_create(
        person=person,
        key=_key(token),
        defaults={"name": name, "last_seen": now},
        create_defaults={"name": name, "first_seen": now, "last_seen": now},
    )
    if is_new:
        kept = KnownDevice.objects.filter(person=person).values_list("pk", flat=True)[:MOST]
        KnownDevice.objects.filter(person=person).exclude(pk__in=list(kept)).delete()
    response.set_cookie(
        COOKIE,
        token,
        max_age=LASTS,
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return device if is_new else None


def forget_old() -> int:
    """Delete browsers that were not used for so long; how many."""
    return KnownDevice.objects.filter(last_seen__lt=timezone.now() - LASTS).delete()[0]


def _token_of(request: HttpRequest) -> str:
    token = request.COOKIES.get(COOKIE, "")
    return token if _TOKEN.fullmatch(token) else ""


def _key(token: str) -> str:
    return salted_hmac("lms.people.devices", token, algorithm="sha256").hexdigest()
