"""The menu of a person: what she needs often, by role."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def menu(request: HttpRequest) -> dict[str, Any]:
    """Menu entries for the layouts."""
    return {"menu": []}
