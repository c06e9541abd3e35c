"""The one exception by which an action says no."""

from __future__ import annotations

from django.utils.functional import Promise


class Refused(Exception):
    """An action will not do what was asked, for a reason that the person may read.

    ``reason`` is a translatable sentence; ``code`` is stable and meant for tests and clients;
    ``field`` names the form field concerned, if there is one. Nothing was changed.
    """

    def __init__(self, reason: str | Promise, *, code: str, field: str = "") -> None:
        super().__init__(code)
        self.reason = reason
        self.code = code
        self.field = field

    def __str__(self) -> str:
        return str(self.reason)
