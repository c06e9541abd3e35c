"""The door's hasher, real but quick."""

from __future__ import annotations

import pytest

from tests.lms.people.hashing import QuickArgon2


@pytest.fixture
def hasher(settings):
    """Argon2 with small figures; ``hasher.asked`` counts."""
    settings.PASSWORD_HASHERS = [
        "tests.lms.people.hashing.QuickArgon2", "django.contrib.auth.hashers.MD5PasswordHasher",
    ]  # fmt: skip
    QuickArgon2.asked = 0
    return QuickArgon2
