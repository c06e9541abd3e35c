"""Accounts as an administrator looks for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from lms.common.texts import clean_text
from lms.people.models import Person, RoleGrant
from lms.people.models.grant import STAFF_ROLES
from lms.people.personal import ERASED_DOMAIN

SHOWS = ("all", "team", "bare", "closed")
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
LONGEST = 100
MOST_WORDS = 5


@dataclass(frozen=True)
class Filters:
    """What a list of accounts is asked for: words of names or addresses, and one of ``SHOWS``."""

    text: str = ""
    show: str = "all"

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Filters:
        """The filters of an address; nonsense is left out."""
        show = asked.get("show", "")
        return cls(clean_text(asked.get("q", "")[:LONGEST]), show if show in SHOWS else "all")

    def address(self, show: str = "") -> str:
        """The query of the list with these filters, or with another ``show``."""
        return "?" + urlencode({"show": show or self.show} | ({"q": self.text} if self.text else {}))


def known() -> QuerySet[Person]:
    """Everybody who has an account; who was erased is nobody any more."""
    return Person.objects.exclude(email__endswith=f"@{ERASED_DOMAIN}").select_related("country", "agency")


def without_second_factor() -> QuerySet[Person]:
    """People with a staff role and an open account who have set up no app and no passkey yet."""
    staff = RoleGrant.objects.filter(person=OuterRef("pk"), role__in=STAFF_ROLES)
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
    return known().filter(Exists(staff), ~Exists(factors), is_active=True)


def found(filters: Filters) -> QuerySet[Person]:
    """The accounts that fit, by name, each with its grants."""
    rows = without_second_factor() if filters.show == "bare" else known()
    if filters.show == "team":
        rows = rows.filter(Exists(RoleGrant.objects.filter(person=OuterRef("pk"), role__in=STAFF_ROLES)))
    elif filters.show == "closed":
        rows = rows.filter(is_active=False)
    for word in filters.text.split()[:MOST_WORDS]:
        rows = rows.filter(_has(word))
    grants = RoleGrant.objects.select_related("country").order_by("role", "country__name_en")
    return rows.prefetch_related(Prefetch("grants", grants)).order_by("family_name", "given_name", "pk")


def _has(word: str) -> Q:
    """``word`` in a name, the address or another address of hers. SQLite knows capitals of ASCII only."""
    other = EmailAddress.objects.filter(user=OuterRef("pk"), email__icontains=word)
    fits = Q(email__icontains=word) | Q(Exists(other))
    for spelling in {word, word.lower(), word.upper(), word.title()}:
        fits |= Q(given_name__icontains=spelling) | Q(family_name__icontains=spelling)
    return fits
