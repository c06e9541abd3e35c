"""Counting how many passwords reach the hasher."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """The real one with small figures, which counts what it is asked."""

    time_cost, memory_cost, parallelism = 1, 8, 1
    asked = 0

    def encode(self, password, salt):
        type(self).asked += 1
        return super().encode(password, salt)

    def verify(self, password, encoded):
        type(self).asked += 1
        return super().verify(password, encoded)
