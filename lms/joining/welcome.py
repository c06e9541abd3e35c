"""The link by which an approved person enters for the first time: signed, and over when she has a password."""

from __future__ import annotations

import datetime as dt

from allauth.mfa.models import Authenticator
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from lms.people.models import Person

SALT = "lms.joining.welcome"
LASTS = dt.timedelta(days=14)


def _mark(person: Person) -> str:
    # Changes when a password is set or the address corrected: older links end then.
    text = f"{person.pk}:{person.email}:{person.password}"
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()[:32]


def path_for(person: Person) -> str:
    """The path of the page, in the active language; the token is made now and never stored."""
    return reverse("joining:welcome", args=[signing.dumps([person.pk, _mark(person)], salt=SALT)])


def open_welcome(token: str) -> tuple[Person | None, str]:
    """Whom the token welcomes, and what is wrong with it: empty, ``expired``, ``used`` or ``unknown``."""
    try:
        pk, mark = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.SignatureExpired:
        return None, "expired"
    except (signing.BadSignature, ValueError, TypeError):
        return None, "unknown"
    person = Person.objects.filter(pk=pk, is_active=True).first()
    if person is None:
        return None, "unknown"
    has_a_way_in = person.has_usable_password() or Authenticator.objects.filter(user=person).exists()
    if has_a_way_in or not constant_time_compare(mark, _mark(person)):
        return None, "used"
    return person, ""
