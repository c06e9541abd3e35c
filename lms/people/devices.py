"""What is told about a device that is logged in: browser and system by name, its network roughly, when it was used."""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

# Marks in the browser's own words, the more particular ones first: most browsers also claim to be
# Chrome or Safari, most systems also name the one that they were made from.
_BROWSERS = {
    "Edg": "Edge", "OPR/": "Opera", "Opera": "Opera", "SamsungBrowser": "Samsung Internet",
    "YaBrowser": "Yandex Browser", "UCBrowser": "UC Browser", "HuaweiBrowser": "Huawei Browser",
    "MiuiBrowser": "Mi Browser", "Vivaldi": "Vivaldi", "Firefox": "Firefox", "FxiOS": "Firefox",
    "Chrome": "Chrome", "Chromium": "Chrome", "CriOS": "Chrome", "Safari": "Safari",
}  # fmt: skip
_SYSTEMS = {
    "iPhone": "iPhone", "iPad": "iPad", "HarmonyOS": "HarmonyOS", "OpenHarmony": "HarmonyOS", "Android": "Android",
    "Windows": "Windows", "CrOS": "ChromeOS", "Macintosh": "Mac", "Linux": "Linux",
}  # fmt: skip
# How exactly "last used" is known; so often at most a request writes it down.
EVERY_SECONDS = 15 * 60


def parts_of(user_agent: str) -> tuple[str, str]:
    """The browser and the system of a ``User-Agent`` by their own names; empty where it does not say."""
    browser = next((name for mark, name in _BROWSERS.items() if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS.items() if mark in user_agent), "")
    return browser, system


def name_of(user_agent: str) -> str:
    """The browser and the system of a ``User-Agent``: ``Firefox on Windows``; what is unknown stays unsaid."""
    browser, system = parts_of(user_agent)
    if not browser:
        return _("Another browser on %(system)s") % {"system": system} if system else _("Another browser")
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system} if system else browser


def short_address(ip: str) -> str:
    """The network that an address belongs to, to be recognised by: ``203.0.…``, ``2001:db8:…``; or empty."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if isinstance(address, ipaddress.IPv4Address):
        return ".".join(str(address).split(".")[:2]) + ".…"
    return ":".join(part.lstrip("0") or "0" for part in address.exploded.split(":")[:2]) + ":…"


def _is_due(session_key: str) -> bool:
    """Whether this process has not noted this session's use within ``EVERY_SECONDS``; from now on it has."""
    digest = hashlib.sha256(session_key.encode()).hexdigest()
    return bool(cache.add(f"device-used-{digest}", 1, EVERY_SECONDS))


def note_log_in(sender: object, request: HttpRequest | None, **kwargs: object) -> None:
    """The log-in itself is a use, and its row is new: the requests that follow have nothing to write."""
    session = getattr(request, "session", None)
    if session is not None and session.session_key:
        _is_due(session.session_key)


class LastUsedMiddleware:
    """Keeps when each logged-in device was last used, to the quarter of an hour: almost no request writes."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key and request.user.is_authenticated and _is_due(key):
            UserSession.objects.filter(session_key=key).update(last_seen_at=timezone.now())
        return self.get_response(request)
