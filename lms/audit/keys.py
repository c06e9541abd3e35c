"""The keys of the audit: one that marks entries, one pair that signs the chain.

All come from ``SECRET_KEY`` by HKDF (``lms.common.keys``), each for its purpose; none is in the
database, so whoever holds the database alone can neither add an entry nor rewrite the chain unseen.
Older secrets in ``SECRET_KEY_FALLBACKS`` are honoured.
"""

from __future__ import annotations

import functools
import hashlib
import hmac

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lms.common import keys

ENTRIES = "audit entries"
CHAIN = "audit chain"
PEOPLE = "audit personal values"


def mark(message: bytes) -> str:
    """HMAC-SHA256 of an entry's contents under today's key, hex."""
    return hmac.new(keys.all_of(ENTRIES)[0], message, hashlib.sha256).hexdigest()


def is_ours(message: bytes, mac: str) -> bool:
    """Whether this site made ``mac``, under today's key or an older one."""
    return any(
        hmac.compare_digest(hmac.new(key, message, hashlib.sha256).hexdigest(), mac) for key in keys.all_of(ENTRIES)
    )


@functools.lru_cache(maxsize=16)
def _pair(seed: bytes) -> tuple[Ed25519PrivateKey, str]:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    raw = private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return private, raw.hex()


def public_key() -> str:
    """The public half of today's signing key, 64 hexadecimal digits."""
    return _pair(keys.all_of(CHAIN)[0])[1]


def known_public_keys() -> frozenset[str]:
    """The public halves of every key this site still holds."""
    return frozenset(_pair(seed)[1] for seed in keys.all_of(CHAIN))


def sign(message: bytes) -> str:
    """Ed25519 signature (RFC 8032) under today's key, hex."""
    return _pair(keys.all_of(CHAIN)[0])[0].sign(message).hex()


def verifies(message: bytes, signature: str, public: str) -> bool:
    """Whether the holder of ``public`` signed ``message``. False also for what is no key or signature at all."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True
