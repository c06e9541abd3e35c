"""How often something may be tried: counted in rows, so that a lost cache opens nothing.

Four rules hold the door:

- **An account**: of all guesses at its password at most ten in five minutes reach the hasher, wherever they come
  from. The eleventh is answered with the same words as a wrong password, known address or not. The count forgets
  by itself; nobody is shut out for longer than the guessing goes on.
- **Its owner gets in while others guess**: a browser in which she logged in before has a count of its own
  (``lms.people.known_devices``), a passkey is not a guess and is not counted, and the link that she asks for by mail
  logs her in.
- **A network** (a ministry is often one address) is never shut out. When very many guesses from it failed, each
  account may be tried from there only a few times more; colleagues who type their own password still get in.
  Likewise with mails that are asked for: when a network has used up its share, each address still gets one from there.
- **A mailed link** is looked at first and counted only when it is not ours: hers opens, whatever was tried before.

The same rows bound second-factor codes and the public check of certificates.
"""

from __future__ import annotations

import datetime as dt
import functools
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from lms.people.models import TryCount


@dataclass(frozen=True)
class Limit:
    """At most ``amount`` tries of ``kind`` in any ``seconds`` seconds."""

    kind: str
    amount: int
    seconds: int


PASSWORD = Limit("password", 10, 300)
"""Guesses at one account's password, from anywhere."""
PASSWORD_KNOWN_DEVICE = Limit("password_device", 10, 300)
"""The same from one browser in which that account was logged in before."""
FAILED_NETWORK = Limit("failed_network", 100, 300)
"""Failed guesses from one network, after which ``PASSWORD_CROWDED`` counts there."""
PASSWORD_CROWDED = Limit("password_crowded", 3, 300)
"""Guesses at one account from one network from which very many failed."""
SECOND_FACTOR = Limit("second_factor", 5, 300)
"""Wrong codes of one person: authenticator app and recovery codes together."""
CODE_ONCE = Limit("code_once", 1, 180)
"""A code of an authenticator app; longer than any clock lets it be right."""
RESET = Limit("reset", 3, 600)
"""Links asked for one address."""
RESET_NETWORK = Limit("reset_network", 100, 600)
"""Links asked from one network, after which ``RESET_CROWDED`` counts there."""
RESET_CROWDED = Limit("reset_crowded", 1, 600)
"""Links asked for one address from one network that has used up its share."""
LINK = Limit("link", 60, 600)
"""Links that are not ours, from one network."""
JOIN = Limit("join", 5, 3600)
"""Mails to one address that was given to ask for membership."""
JOIN_NETWORK = Limit("join_network", 120, 3600)
"""Addresses given from one network to ask for membership: a whole training may apply from one office."""
JOIN_CROWDED = Limit("join_crowded", 1, 3600)
"""The same address given from one network that has used up its share."""
JOIN_CEILING = Limit("join_ceiling", 1000, 3600)
"""Addresses given from one network, after which no more is mailed: each may be a stranger's, who asked for nothing."""
PUBLIC_CHECK = Limit("public_check", 120, 60)
"""Looks at the public check of certificates from one network: a room full of papers fits."""


def take(limit: Limit, value: str) -> bool:
    """Count one try; False when ``value`` has had its share. Tries at the same moment are counted one by one."""
    key = _key(limit, value)
    now = timezone.now()
    ends_at = now + dt.timedelta(seconds=limit.seconds)
    with transaction.atomic():
        row = _locked(limit, key, ends_at)
        hits = _recent(row, limit, now)
        if len(hits) >= limit.amount:
            return False
        row.hits = [*hits, now.timestamp()]
        row.ends_at = ends_at
        row.save(update_fields=["hits", "ends_at"])
    return True


def take_share(everybody: Limit, each: Limit, *, network: str, value: str) -> bool:
    """Count one try from ``network``; when its share is used up, ``value`` still has one of its own there.

    So one who floods from a shared address slows herself, and her colleagues behind it are served.
    """
    return take(everybody, network) or take(each, f"{network} {value}")


def is_spent(limit: Limit, value: str) -> bool:
    """Whether the next try would be refused; counts nothing."""
    row = TryCount.objects.filter(kind=limit.kind, key=_key(limit, value)).first()
    return row is not None and len(_recent(row, limit, timezone.now())) >= limit.amount


def give_back(limit: Limit, value: str) -> None:
    """The latest try was a right one and does not count."""
    with transaction.atomic():
        row = TryCount.objects.select_for_update().filter(kind=limit.kind, key=_key(limit, value)).first()
        if row is not None and row.hits:
            row.hits = row.hits[:-1]
            row.save(update_fields=["hits"])


def forget_old() -> int:
    """Delete the counts whose time is over; how many."""
    return TryCount.objects.filter(ends_at__lt=timezone.now()).delete()[0]


def rows_of(*values: str) -> QuerySet[TryCount]:
    """The counts that stand for these values now: for the person who asks what is kept of her."""
    keys = {_key(limit, value) for limit in ALL for value in values}
    return TryCount.objects.filter(key__in=keys)


def address_of(request: HttpRequest) -> str:
    """The caller's address. A proxy's word about it counts only from the proxies of ``TRUSTED_PROXIES``."""
    address: str = request.META.get("REMOTE_ADDR", "")
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    while hops and _is_trusted(address):
        address = hops.pop()
    return address


def _is_trusted(address: str) -> bool:
    try:
        return any(
            ipaddress.ip_address(address) in ipaddress.ip_network(proxy, strict=False)
            for proxy in settings.TRUSTED_PROXIES
        )
    except ValueError:
        return False


def network_of(request: HttpRequest) -> str:
    """Where a request comes from: an IPv4 address, or the /64 network of an IPv6 one (a home or an office)."""
    try:
        address = ipaddress.ip_address(address_of(request))
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.IPv6Network((address, 64), strict=False).network_address)
    return str(address)


type View = Callable[..., HttpResponse]


def limited(limit: Limit, too_often: Callable[[HttpRequest], HttpResponse]) -> Callable[[View], View]:
    """Answer ``too_often(request)`` with ``Retry-After`` to a network that asks the view too often."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if take(limit, network_of(request)):
                return view(request, *args, **kwargs)
            response = too_often(request)
            response["Retry-After"] = str(limit.seconds)
            return response

        return wrapped

    return decorate


ALL = (
    PASSWORD,
    PASSWORD_KNOWN_DEVICE,
    FAILED_NETWORK,
    PASSWORD_CROWDED,
    SECOND_FACTOR,
    CODE_ONCE,
    RESET,
    RESET_NETWORK,
    RESET_CROWDED,
    LINK,
    JOIN,
    JOIN_NETWORK,
    JOIN_CROWDED,
    JOIN_CEILING,
    PUBLIC_CHECK,
)


def _key(limit: Limit, value: str) -> str:
    return salted_hmac(f"lms.people.limits.{limit.kind}", value, algorithm="sha256").hexdigest()


def _recent(row: TryCount, limit: Limit, now: dt.datetime) -> list[float]:
    since = now.timestamp() - limit.seconds
    return [hit for hit in row.hits if hit > since]


def _locked(limit: Limit, key: str, ends_at: dt.datetime) -> TryCount:
    """The row of ``key``, held until the transaction ends; made if there is none."""
    rows = TryCount.objects.select_for_update().filter(kind=limit.kind, key=key)
    row = rows.first()
    while row is None:
        try:
            with transaction.atomic():
                TryCount.objects.create(kind=limit.kind, key=key, ends_at=ends_at)
        except IntegrityError:
            # Somebody else made it in this moment.
            pass
        # The clock may have swept it away between making and locking it: once more then.
        row = rows.first()
    return row
