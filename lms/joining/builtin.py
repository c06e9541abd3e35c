"""Free webmail services, known in every database right after ``migrate``."""

from __future__ import annotations

from lms.joining.models import DomainKind, EmailDomain

WEBMAIL = (
    "126.com", "163.com", "aol.com", "bk.ru", "fastmail.com", "foxmail.com", "free.fr", "gmail.com", "gmx.com",
    "gmx.de", "gmx.net", "googlemail.com", "hotmail.com", "hotmail.fr", "icloud.com", "inbox.ru", "laposte.net",
    "list.ru", "live.com", "mail.com", "mail.ru", "me.com", "msn.com", "orange.fr", "outlook.com", "outlook.fr",
    "proton.me", "protonmail.com", "qq.com", "rambler.ru", "sina.com", "tuta.com", "tutanota.com", "ukr.net",
    "web.de", "yahoo.co.uk", "yahoo.com", "yahoo.fr", "yandex.com", "yandex.ru", "ymail.com", "zoho.com",
)  # fmt: skip


def load_domains(using: str) -> None:
    """Insert the webmail services that are missing; a list that staff changed is left as it is."""
    rows = EmailDomain.objects.using(using)
    if rows.filter(kind=DomainKind.WEBMAIL).exists():
        return
    rows.bulk_create([EmailDomain(domain=domain, kind=DomainKind.WEBMAIL) for domain in WEBMAIL], ignore_conflicts=True)
