"""A link for somebody who cannot log in: asked for by anybody, sent to whom it belongs."""

from __future__ import annotations

import logging

from allauth.account.internal.userkit import filter_users_by_email
from django.db import transaction

from lms.people import limits, sealing
from lms.people.actions.tell import tell_of_account
from lms.people.models import Person, ResetRequest

logger = logging.getLogger(__name__)
PURPOSE = "reset requests"
BATCH = 100


def ask_for_link(*, email: str, network: str) -> bool:
    """Note that a link was asked for ``email``; nobody is looked up. False: asked too often, and nothing was noted."""
    email = email.strip().lower()
    if not limits.take_share(limits.RESET_NETWORK, limits.RESET_CROWDED, network=network, value=email):
        return False
    if not limits.take(limits.RESET, email):
        return False
    ResetRequest.objects.create(address=sealing.seal(email, PURPOSE))
    return True


def answer_resets(limit: int = BATCH) -> int:
    """Queue the notice for each request whose address is an active person's, and forget all of them."""
    rows = ResetRequest.objects.claim(limit)
    for row in rows:
        with transaction.atomic():
            for person in _people_of(row):
                tell_of_account(person=person, kind="password_link")
            row.delete()
    return len(rows)


def _address_of(row: ResetRequest) -> str:
    try:
        return sealing.unseal(row.address, PURPOSE)
    except ValueError:
        # Sealed with a key that is gone: nobody can answer it any more.
        return ""


def _people_of(row: ResetRequest) -> list[Person]:
    email = _address_of(row)
    if not email:
        logger.warning("reset request %s cannot be opened", row.pk)
        return []
    return list(filter_users_by_email(email, is_active=True, prefer_verified=True, for_login=True))
