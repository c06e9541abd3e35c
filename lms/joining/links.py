"""Make and open the links of ``Link``.

A token is derived from the row's identifier with the site's key when a mail is written, so it is never stored;
a link is found again by the SHA-256 of its token, so it outlives a change of the key.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from lms.joining.models import Application, Link, LinkKind, Membership

SALT = "lms.joining.link"
LASTS = {
    LinkKind.CONFIRM: dt.timedelta(hours=24),
    LinkKind.APPLICANT: dt.timedelta(days=90),
    LinkKind.SUPERVISOR: dt.timedelta(days=21),
    LinkKind.RECONFIRM: dt.timedelta(days=120),
}
PAGES = {
    LinkKind.CONFIRM: "joining:confirm",
    LinkKind.APPLICANT: "joining:status",
    LinkKind.SUPERVISOR: "joining:supervisor",
    LinkKind.RECONFIRM: "joining:reconfirm",
}
LONGEST_TOKEN = 100


@dataclass(frozen=True)
class Opened:
    """What a token opens. ``trouble`` is empty, ``expired``, ``used``, ``revoked`` or ``unknown``."""

    link: Link | None
    trouble: str = ""


def make_link(kind: LinkKind, *, application: Application | None = None, membership: Membership | None = None) -> Link:
    """A new link of ``kind``; older ones stay open until their own end."""
    link = Link(kind=kind, application=application, membership=membership, ends_at=timezone.now() + LASTS[kind])
    link.digest = digest_of(token_of(link))
    link.save()
    return link


def token_of(link: Link) -> str:
    """The token of the link, for its mail."""
    secret = salted_hmac(SALT, link.uid.hex, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(secret).decode().rstrip("=")


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def address_of(link: Link) -> str:
    """The full address of the link's page, in the active language."""
    return f"{settings.BASE_URL}{reverse(PAGES[LinkKind(link.kind)], args=[token_of(link)])}"


def _rows() -> QuerySet[Link]:
    return Link.objects.select_related("application__country", "membership__person")


def open_link(token: str, kind: LinkKind) -> Opened:
    """What the token opens, if it is one of ``kind``. Looking changes nothing."""
    if len(token) > LONGEST_TOKEN or not token.isascii():
        return Opened(None, "unknown")
    link = _rows().filter(digest=digest_of(token), kind=kind).first()
    if link is None:
        return Opened(None, "unknown")
    if link.revoked_at is not None:
        return Opened(link, "revoked")
    if link.used_at is not None:
        return Opened(link, "used")
    if link.ends_at <= timezone.now():
        return Opened(link, "expired")
    return Opened(link)


def use_once(link: Link) -> bool:
    """Take the link for good; False if somebody took it before."""
    return bool(Link.objects.filter(pk=link.pk, used_at=None, revoked_at=None).update(used_at=timezone.now()))


def revoke(links: QuerySet[Link]) -> int:
    """Take links back; return how many were open."""
    return links.filter(used_at=None, revoked_at=None).update(revoked_at=timezone.now())
