"""The site as it is, which also notes when a password reaches the hasher: one line a hash in ``VAR_DIR/hashes``."""

from __future__ import annotations

import os
import time
from pathlib import Path

from django.contrib.auth.hashers import Argon2PasswordHasher

from lms.asgi import application

HASHES = Path(os.environ["VAR_DIR"], "hashes")


def noted(method):
    """``method``, of which each call leaves a line."""

    def call(*args, **kwargs):
        with HASHES.open("a") as file:
            file.write(f"{time.time()}\n")
        return method(*args, **kwargs)

    return call


for name in ("encode", "verify"):
    setattr(Argon2PasswordHasher, name, noted(getattr(Argon2PasswordHasher, name)))

__all__ = ["application"]
