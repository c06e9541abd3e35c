"""Where django-allauth asks this project how it does things."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, translate_url
from django.utils import translation

from lms.common import languages
from lms.people.languages import remember_language
from lms.people.models import Person


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Log-in by e-mail; nobody makes an account for herself; mails leave in the reader's language."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No: officers enter by an invitation or by an approved application."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Home, in the person's own language."""
        with translation.override(self._language(request)):
            return reverse(settings.LOGIN_REDIRECT_URL)

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        """After log-in the page that was asked for is shown in the person's own language."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        target = response.get("Location", "")
        if target and not urlsplit(target).netloc:
            response["Location"] = translate_url(target, user.language)
        remember_language(response, user.language)
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write to a person in her language, to an unknown reader in the page's."""
        user = context.get("user")
        language = user.language if isinstance(user, Person) else languages.current()
        with translation.override(language):
            context = {
                **context,
                "site_name": str(settings.SITE_NAME),
                "base_url": settings.BASE_URL,
                "language": language,
            }
            super().send_mail(template_prefix, email, context)

    def send_notification_mail(
        self, template_prefix: str, user: Person, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell a person of a change to her account, in her language."""
        super().send_notification_mail(template_prefix, user, context={**(context or {}), "user": user}, email=email)

    @staticmethod
    def _language(request: HttpRequest) -> str:
        return getattr(request.user, "language", "") or languages.current()


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the seeds of authenticator apps encrypted, with a key that is not in the database."""

    def encrypt(self, text: str) -> str:
        """``text`` under today's key."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text again; older keys (``SECRET_KEY_FALLBACKS``) still open it."""
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derive(key))) for key in keys])


def _derive(secret: str) -> bytes:
    # One secret, one purpose: a key of its own for seeds, after RFC 5869.
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"second-factor seeds").derive(secret.encode())
