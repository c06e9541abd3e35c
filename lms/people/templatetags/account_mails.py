"""For the mails about an account: links that are made when the mail leaves, and moments that were kept as text."""

from __future__ import annotations

import datetime as dt

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django import template
from django.conf import settings
from django.urls import reverse

from lms.people.models import Person

register = template.Library()


@register.simple_tag
def password_link(person: Person) -> str:
    """The address at which she sets a new password: once, within ``PASSWORD_RESET_TIMEOUT`` seconds from now."""
    names = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    return f"{settings.BASE_URL}{reverse('account_reset_password_from_key', kwargs=names)}"


@register.filter
def moment(text: str) -> dt.datetime:
    """The moment that a notice keeps as text (ISO 8601)."""
    return dt.datetime.fromisoformat(text)
