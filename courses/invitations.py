"""The link of an invitation: signed, good for one enrolment, until it is accepted or seven days are over."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from courses.models import Enrolment, Invitation

SALT = "courses.invitation"
LASTS = dt.timedelta(days=7)


@dataclass(frozen=True)
class Invited:
    """What a link opens. ``trouble`` is empty, ``expired``, ``used`` or ``unknown``; only the last has no enrolment."""

    enrolment: Enrolment | None
    trouble: str = ""


def _mark(enrolment: Enrolment) -> str:
    # Changes when the invitation is accepted, the address corrected or a password set: older links end then.
    person = enrolment.person
    text = f"{enrolment.pk}:{person.email}:{person.password}:{enrolment.accepted_at}"
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()[:32]


def token_for(enrolment: Enrolment) -> str:
    """A fresh token; made when the mail is written, never stored."""
    return signing.dumps([enrolment.pk, _mark(enrolment)], salt=SALT)


def path_for(enrolment: Enrolment) -> str:
    """The path of the page that accepts the invitation, in the active language."""
    return reverse("courses:invitation", args=[token_for(enrolment)])


def open_token(token: str) -> Invited:
    """What the token opens. Nothing is said about enrolments to somebody who did not get the mail."""
    trouble = ""
    try:
        pk, mark = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.SignatureExpired:
        trouble = "expired"
        pk, mark = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return Invited(None, "unknown")
    enrolment = (
        Enrolment.objects.filter(pk=pk)
        .select_related("person", "training__course", "training__country", "agency", "country")
        .first()
    )
    if enrolment is None:
        return Invited(None, "unknown")
    if not constant_time_compare(mark, _mark(enrolment)) or enrolment.invitation == Invitation.ACCEPTED:
        trouble = "used"
    return Invited(enrolment, trouble)
