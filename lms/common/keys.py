"""Keys for one purpose each, made from the site's one secret. None of them lies in the database.

HKDF-SHA256 (RFC 5869) without salt; ``info`` is the purpose. A purpose is a name for ever: another one
makes another key, and what the old one closed stays closed.
"""

from __future__ import annotations

import base64
import functools

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


@functools.lru_cache(maxsize=64)
def derive(secret: str, purpose: str) -> bytes:
    """32 bytes for ``purpose``, the same each time."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret.encode())


def all_of(purpose: str) -> list[bytes]:
    """Today's key for ``purpose``, then those of ``SECRET_KEY_FALLBACKS``."""
    return [derive(secret, purpose) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def box(purpose: str) -> MultiFernet:
    """Closes under today's key and opens what an older one closed."""
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in all_of(purpose)])
