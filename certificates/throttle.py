"""A brake on the public check.

It holds back floods, not guesses: a code has 120 random bits, so guessing fails with or without it.
The counts are kept in this process, without cache or database; with several processes each
lets its share through. Addresses are kept as keyed hashes and forgotten after a minute.
"""

from __future__ import annotations

import functools
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Network, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

WINDOW = 60.0
# A ministry behind one address may check a room full of papers.
PER_WINDOW = 120
MAX_CLIENTS = 20_000


class Brake:
    """Counts calls per client in windows of ``WINDOW`` seconds; bounded in memory."""

    def __init__(self, per_window: int = PER_WINDOW, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_window = per_window
        self.clock = clock
        self._seen: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._lock = threading.Lock()

    def allows(self, client: str) -> bool:
        """Count one call; False when the client has had its share of this window."""
        now = self.clock()
        with self._lock:
            start, count = self._seen.pop(client, (now, 0))
            if now - start >= WINDOW:
                start, count = now, 0
            self._seen[client] = (start, count + 1)
            while len(self._seen) > MAX_CLIENTS:
                self._seen.popitem(last=False)
        return count < self.per_window

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._seen.clear()


brake = Brake()


def client_of(request: HttpRequest) -> str:
    """The caller's address, behind trusted proxies too, as a hash that names nobody.

    An IPv6 line has 2^64 addresses: all of its /64 are one client.
    """
    address = request.META.get("REMOTE_ADDR", "")
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    while hops and _is_trusted(address):
        address = hops.pop()
    return salted_hmac("certificates.throttle", _line(address), algorithm="sha256").hexdigest()[:32]


def _line(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv4Address):
        return str(known)
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(IPv6Network((known, 64), strict=False))


def _is_trusted(address: str) -> bool:
    try:
        return any(ip_address(address) in ip_network(proxy, strict=False) for proxy in settings.TRUSTED_PROXIES)
    except ValueError:
        return False


type View = Callable[..., HttpResponse]


def braked(view: View) -> View:
    """Answer 429 to a client that asks too often."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if brake.allows(client_of(request)):
            return view(request, *args, **kwargs)
        response = render(request, "certificates/too_often.html", status=429)
        response["Retry-After"] = str(int(WINDOW))
        return response

    return wrapped
