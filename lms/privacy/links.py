"""The links of a change of address: derived when a mail is written, known again by their SHA-256."""

from __future__ import annotations

import base64
import hashlib
import uuid

from django.utils.crypto import salted_hmac

SALT = "lms.privacy.address"
CONFIRM, UNDO = "confirm", "undo"


def token_of(uid: uuid.UUID, purpose: str) -> str:
    """The token for the mail; 256 bits, never stored."""
    secret = salted_hmac(SALT, f"{purpose}:{uid.hex}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(secret).decode().rstrip("=")


def digest_of(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
