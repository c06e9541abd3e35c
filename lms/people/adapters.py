"""Where django-allauth asks this project how it does things."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Log-in by e-mail; nobody makes an account for herself."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No: officers enter by an invitation or by an approved application."""
        return False
