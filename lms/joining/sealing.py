"""Service numbers at rest: encrypted with a key that is not in the database."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def seal(text: str) -> str:
    """``text`` under today's key; nothing stays nothing."""
    return _box().encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """The text again; older keys (``SECRET_KEY_FALLBACKS``) still open it. Empty if none does."""
    if not sealed:
        return ""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return ""


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derive(key))) for key in keys])


def _derive(secret: str) -> bytes:
    # One secret, one purpose: a key of its own for service numbers, after RFC 5869.
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"service numbers").derive(secret.encode())
