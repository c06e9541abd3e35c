"""What the mails hold about a person."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lms.common.holdings import deleted, older_than, owned
from lms.common.personal import WORK, Holding
from lms.notices.models import Notice, OutsideMail

KEEP_DAYS = 180

_mine = owned("notices.Notice", "person")


def _outside(person: AbstractBaseUser) -> QuerySet[Any]:
    """Mails to her address from before she had an account, or about a change of it, that have not left yet."""
    address = str(getattr(person, "email", ""))
    return OutsideMail.objects.filter(address__iexact=address).exclude(address="").order_by("pk")


def _naming(person: AbstractBaseUser) -> QuerySet[Notice]:
    """Mails to others that name her: by her address, or by her whole name."""
    words = [str(getattr(person, "email", "")), str(getattr(person, "full_name", ""))]
    condition = Q()
    for word in filter(None, words):
        # A database keeps other scripts in JSON as they are or as \u escapes: both are looked for.
        condition |= Q(context__icontains=word) | Q(context__icontains=json.dumps(word)[1:-1])
    return Notice.objects.filter(condition).exclude(person=person.pk) if condition else Notice.objects.none()


@transaction.atomic
def _erase(person: AbstractBaseUser) -> int:
    """Her own mails go; what names her in a mail to somebody else is emptied, and is not sent any more."""
    about: Any = _naming(person)
    count = about.count()
    about.filter(done_at=None).delete()
    about.update(context={})
    mine = _mine(person)
    count += mine.count()
    mine.delete()
    return int(count)


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "notices.Notice",
        _("Mails we sent to you"),
        _("So that a mail is sent once, and a coordinator sees whether it left. Their words are not kept."),
        _mine,
        ("kind", "training_slug", "state", "language", "queued_at", "sent_at"),
        unsaid={**WORK, "context": "numbers and words that a mail is written from, and links that open something"},
        erase=_erase,
        keep_days=KEEP_DAYS,
        expired=older_than("notices.Notice", "done_at", KEEP_DAYS),
    ),
    Holding(
        "notices.OutsideMail",
        _("Mails on their way to your address"),
        _("Mails about joining, and about a change of address. The address is forgotten when they have left."),
        _outside,
        ("address", "kind", "state", "language", "queued_at", "sent_at"),
        unsaid={**WORK, "context": "words that a mail is written from, and links that open something"},
        erase=deleted(_outside),
        keep_days=KEEP_DAYS,
        expired=older_than("notices.OutsideMail", "done_at", KEEP_DAYS),
    ),
)
