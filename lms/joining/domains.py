"""What an address says about its holder."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from lms.joining.models import DomainKind, EmailDomain

# Of these the dots in the local part, or a part after a plus sign, lead to the same mailbox.
_DOTLESS = frozenset({"gmail.com", "googlemail.com"})


def parents(domain: str) -> list[str]:
    """``a.b.c`` and the domains above it: ``["a.b.c", "b.c"]``; never a top-level domain alone."""
    labels = domain.strip().lower().split(".")
    return [".".join(labels[start:]) for start in range(max(len(labels) - 1, 1))]


# Below a country's letters these name no authority: ``yahoo.com.br`` and ``hotmail.co.uk`` belong to their families,
# ``outlook.gov.xx`` to none.
_SECOND_LEVEL = frozenset({"co", "com", "ne", "net", "org"})


def families(domain: str) -> list[str]:
    """The rows that stand for a name under every ending: ``["yahoo.*"]`` for ``mail.yahoo.com.br``."""
    found = []
    for name in parents(domain):
        first, _dot, ending = name.partition(".")
        above, _dot, letters = ending.partition(".")
        if ending and (not letters or (above in _SECOND_LEVEL and len(letters) == 2)):
            found.append(f"{first}.*")
    return found


def domain_of(address: str) -> str:
    """The part after the @, in small letters."""
    return address.rpartition("@")[2].strip().lower()


@dataclass(frozen=True)
class Standing:
    """What the lists say about a domain: for a country."""

    authority_here: str = ""
    authority_elsewhere: str = ""
    is_webmail: bool = False
    is_vendor: bool = False


def standing_of(address: str, country: str | None) -> Standing:
    """What the lists say about the domain of ``address``, asked for ``country``; one query."""
    domain = domain_of(address)
    rows = list(EmailDomain.objects.filter(_names(domain) | _webmail(domain)))
    here = elsewhere = ""
    for row in rows:
        if row.kind == DomainKind.AUTHORITY:
            if row.country_id is None or row.country_id == country:
                here = row.domain
            else:
                elsewhere = row.domain
    kinds = {row.kind for row in rows}
    return Standing(here, elsewhere, DomainKind.WEBMAIL in kinds, DomainKind.VENDOR in kinds)


def is_webmail(address: str) -> bool:
    """Whether anybody can have an address like this."""
    return EmailDomain.objects.filter(_webmail(domain_of(address))).exists()


def _names(domain: str) -> Q:
    return Q(domain__in=parents(domain))


def _webmail(domain: str) -> Q:
    # Only free mail has families: nobody is an authority by the first part of a name.
    return Q(kind=DomainKind.WEBMAIL, domain__in=[*parents(domain), *families(domain)])


def mailbox(address: str) -> str:
    """A key for the mailbox behind an address, to compare by: case, ``+tag`` and Gmail's dots do not count."""
    local, _at, domain = address.strip().lower().rpartition("@")
    local = local.partition("+")[0]
    if domain in _DOTLESS:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"
