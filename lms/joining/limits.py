"""How often an address may be given at the door, and how many may come from one network.

The counts are rows, so they outlive a restart. A ministry behind one address is many people: the network's
share is wide, and only floods reach it.
"""

from __future__ import annotations

import datetime as dt
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from lms.joining.models import Knock

WINDOW = dt.timedelta(hours=1)
PER_ADDRESS = 5
PER_NETWORK = 120


def digest(text: str) -> str:
    """A keyed digest to count by: it names nobody."""
    return salted_hmac("lms.joining.limits", text, algorithm="sha256").hexdigest()[:32]


def network_of(request: HttpRequest) -> str:
    """The caller's network: /24 of IPv4, /48 of IPv6; behind trusted proxies the caller, not the proxy."""
    address = request.META.get("REMOTE_ADDR", "")
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    while hops and _is_trusted(address):
        address = hops.pop()
    try:
        ip = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network(f"{ip}/{24 if ip.version == 4 else 48}", strict=False))


def _is_trusted(address: str) -> bool:
    try:
        return any(ip_address(address) in ip_network(proxy, strict=False) for proxy in settings.TRUSTED_PROXIES)
    except ValueError:
        return False


def network_has_room(network_digest: str) -> bool:
    """Whether the network has not used up its share of the last hour."""
    since = timezone.now() - WINDOW
    return Knock.objects.filter(network_digest=network_digest, at__gte=since).count() < PER_NETWORK


def is_answered(knock: Knock) -> bool:
    """Whether the address of ``knock`` may get a mail again: it had fewer than its share in the hour before."""
    before = Knock.objects.filter(
        address_digest=knock.address_digest, at__gte=knock.at - WINDOW, at__lte=knock.at, pk__lt=knock.pk
    )
    return before.count() < PER_ADDRESS
