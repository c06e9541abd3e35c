"""The tests before and after the built-in two-day course."""

from __future__ import annotations


def load_two_day_tests(using: str) -> None:
    """Bring in what is missing."""
