"""Where django-allauth asks this project how it does things."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, translate_url
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.common import languages
from lms.people import sealing
from lms.people.actions.tell import tell_of_account, tell_of_new_device
from lms.people.guessing import Guess
from lms.people.known_devices import device_name, remember_device
from lms.people.languages import remember_language
from lms.people.limits import address_of
from lms.people.models import Person
from lms.people.stepup import is_fresh

# The mails of allauth that are notices here.
NOTICES = {
    "account/email/password_changed": "password_changed",
    "account/email/password_reset": "password_changed",
    "account/email/password_set": "password_set",
    "account/email/email_confirm": "address_confirmed",
    "mfa/email/totp_activated": "app_added",
    "mfa/email/totp_deactivated": "app_removed",
    "mfa/email/webauthn_added": "passkey_added",
    "mfa/email/webauthn_removed": "passkey_removed",
    "mfa/email/recovery_codes_generated": "codes_made",
}
SEEDS = "second-factor seeds"
_WRONG_CODE = _(
    "This code is not right, or it was used already. Wait for the next one. "
    "After five wrong codes none is taken for five minutes."
)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Log-in by e-mail; nobody makes an account for herself; what happens to an account is told by a notice."""

    # The same words whatever was wrong, and the ways in that stay open while somebody else is guessing.
    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "The e-mail or the password is not right. After ten wrong tries none is taken for five minutes; "
            "a passkey and the link under “I cannot log in” always work."
        ),
        "incorrect_password": _("This password is not right. After ten wrong tries none is taken for five minutes."),
        "enter_current_password": _("This is not your current password."),
        "invalid_password_reset": _("This link is no longer good. Ask for a new one."),
        "incorrect_code": _WRONG_CODE,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No: officers enter by an invitation or by an approved application."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Person | None:
        """The person of an address and a password, or None: unknown, wrong, suspended and too often are one answer.

        Exactly one look-up and one hash, for whatever address; no hash at all when the guess is one too many.
        """
        guess = Guess.of(request, str(credentials.get("email", "")))
        if not guess.may_be_tried():
            return None
        # Django's own way looks twice for who is unknown, and allauth leads a closed account to a page of its own.
        found = guess.person_with(str(credentials.get("password", "")))
        if found is None:
            guess.was_wrong()
            return None
        guess.was_right()
        return found

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that the list of her sessions shows."""
        return address_of(request) or "0.0.0.0"  # noqa: S104  (no address to listen on)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again unless she proved who she is within ten minutes; the log-in itself counts."""
        return not is_fresh(allauth_context.request)

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
        is_first = not user.devices.exists()
        device = remember_device(request, response, user)
        if device is not None and not is_first:
            tell_of_new_device(person=user, device=device)
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
        """Tell a person of a change to her account by a notice, which leaves after the answer."""
        kind = NOTICES.get(template_prefix)
        if kind is None or (email and email.lower() != user.email):
            # The address that is no longer hers must hear of it, too: a mail of its own.
            context = {**(context or {}), "user": user}
            super().send_notification_mail(template_prefix, user, context=context, email=email)
            return
        words = {key: value for key, value in (context or {}).items() if isinstance(value, str)}
        device = device_name(self.request.META.get("HTTP_USER_AGENT", ""))
        tell_of_account(person=user, kind=kind, device=device, words=words)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Her profile, where the way to the form was."""
        return reverse("people:profile")

    @staticmethod
    def _language(request: HttpRequest) -> str:
        return getattr(request.user, "language", "") or languages.current()


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the seeds of authenticator apps encrypted, with a key that is not in the database."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _WRONG_CODE,
        "unverified_email": _("Confirm your e-mail first: open the link that we sent there."),
    }

    def encrypt(self, text: str) -> str:
        """``text`` under today's key."""
        return sealing.seal(text, SEEDS)

    def decrypt(self, encrypted_text: str) -> str:
        """The text again; older keys (``SECRET_KEY_FALLBACKS``) still open it."""
        return sealing.unseal(encrypted_text, SEEDS)

    def generate_authenticator_name(self, user: Person, type: Any) -> str:  # noqa: A002  (allauth's name)
        """What a new passkey is called until she calls it otherwise: the device she sits at."""
        name = device_name(allauth_context.request.META.get("HTTP_USER_AGENT", ""))
        return name or gettext("Passkey")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The site by the host of its fixed address, which a browser shows when it asks for the finger."""
        # On one's own machine a browser takes "localhost", and never an address in digits.
        host = allauth_context.request.get_host() if settings.IS_LOOPBACK else urlsplit(settings.BASE_URL).netloc
        return {"id": host.partition(":")[0], "name": str(settings.SITE_NAME)}

    def get_public_key_credential_user_entity(self, user: Person) -> dict[str, Any]:
        """Her address is what the browser shows; her name stays here."""
        return {**super().get_public_key_credential_user_entity(user), "display_name": user.email}
