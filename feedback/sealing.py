"""Sealing answers until enough of them are there to hide in.

Fernet (AES-128-CBC with HMAC-SHA256, of the ``cryptography`` package) under keys derived by
HKDF-SHA256 (RFC 5869) from ``SECRET_KEY`` and its fallbacks. Texts are padded to full kilobytes,
so that the length of an envelope does not tell a long comment from none.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PADDED_TO = 1024


def _key(secret: str) -> bytes:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"feedback.envelope").derive(secret.encode())
    return base64.urlsafe_b64encode(derived)


def _box() -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def seal(content: dict[str, Any]) -> bytes:
    """``content`` encrypted; only this site can open it."""
    raw = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    raw += b" " * (-len(raw) % PADDED_TO)
    # Fernet writes the second of sealing in clear, which the receipts' order could be matched with.
    return Fernet(_key(settings.SECRET_KEY)).encrypt_at_time(raw, 0)


def unseal(sealed: bytes) -> dict[str, Any]:
    """The content of an envelope. Raises ``cryptography.fernet.InvalidToken`` if the key is another."""
    content: dict[str, Any] = json.loads(_box().decrypt(sealed))
    return content


def token(round_id: int, enrolment_id: int) -> str:
    """The name of one enrolment's envelope in one round, hex; a stranger cannot make or read it."""
    message = f"feedback.token:{round_id}:{enrolment_id}".encode()
    return hmac.new(_key(settings.SECRET_KEY), message, hashlib.sha256).hexdigest()
