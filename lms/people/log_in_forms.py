"""allauth's forms with counts that are rows, and with our words."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lms.people import limits
from lms.people.actions.reset import ask_for_link
from lms.people.actions.tell import tell_of_account
from lms.people.guessing import HASHING
from lms.people.known_devices import device_name
from lms.people.models import Person

# What allauth calls otherwise in its messages.
LABELS = {
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
}


class _OwnLabels:
    """Labels stand above the fields, in our words; allauth repeats its own inside."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]  # every form has fields
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)


class ResetPasswordForm(_OwnLabels, account.ResetPasswordForm):  # type: ignore[misc]
    """Takes any address and does the same for each: no look-up, one hash, one row."""

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Note the request; the clock finds out whether somebody is to get a mail."""
        email = str(self.cleaned_data["email"])
        # As dear as a guess at the log-in, whatever comes of it: asking is no faster way to try addresses.
        with HASHING:
            make_password(secrets.token_hex(8))
        ask_for_link(email=email, network=limits.network_of(request))
        return email


class UserTokenForm(account.UserTokenForm):  # type: ignore[misc]
    """A link ends when access ends."""

    def _get_user(self, uidb36: str) -> Person | None:
        person = super()._get_user(uidb36)
        return person if isinstance(person, Person) and person.is_active else None

    def clean(self) -> Any:
        """Only links that are not ours count for their network: hers opens, whatever others tried from there."""
        try:
            return super().clean()
        except forms.ValidationError:
            limits.take(limits.LINK, limits.network_of(context.request))
            raise


class SetPasswordForm(_OwnLabels, account.SetPasswordForm):  # type: ignore[misc]
    """A first password."""


class ResetPasswordKeyForm(_OwnLabels, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password by a mailed link."""


class ConfirmPasswordForm(_OwnLabels, account.ReauthenticateForm):  # type: ignore[misc]
    """The password, asked again."""


class ChangePasswordForm(_OwnLabels, account.ChangePasswordForm):  # type: ignore[misc]
    """The old password is guessed at no faster here than at the door."""

    def clean_oldpassword(self) -> str:
        count = f"own {self.user.pk}"
        if not limits.take(limits.PASSWORD, count):
            raise get_adapter().validation_error("incorrect_password")
        with HASHING:
            value: str = super().clean_oldpassword()
        limits.give_back(limits.PASSWORD, count)
        return value


class _CountedCode:
    """Five wrong codes in five minutes, then none is looked at; a right one is good once."""

    def clean_code(self) -> str:
        person: Person = self.user  # type: ignore[attr-defined]  # set by allauth's form
        wrong = get_mfa_adapter().validation_error("incorrect_code")
        if not limits.take(limits.SECOND_FACTOR, str(person.pk)):
            raise wrong
        code: str = super().clean_code()  # type: ignore[misc]
        used: Authenticator | None = getattr(self, "authenticator", None)
        is_app = used is None or used.type == Authenticator.Type.TOTP
        digits = "".join(char for char in code if char.isalnum())
        if is_app and not limits.take(limits.CODE_ONCE, f"{person.pk} {digits}"):
            raise wrong
        limits.give_back(limits.SECOND_FACTOR, str(person.pk))
        return code


class _TellsOfRecoveryCodes:
    def save(self) -> None:
        """Note the log-in; the use of a recovery code is told by mail."""
        super().save()  # type: ignore[misc]
        used: Authenticator = self.authenticator  # type: ignore[attr-defined]
        if used.type == Authenticator.Type.RECOVERY_CODES:
            left = len(Authenticator.objects.get(pk=used.pk).wrap().get_unused_codes())
            device = device_name(context.request.META.get("HTTP_USER_AGENT", ""))
            tell_of_account(
                person=self.user,  # type: ignore[attr-defined]
                kind="code_used",
                device=device,
                words={"left": str(left)},
            )


class AuthenticateForm(_OwnLabels, _CountedCode, _TellsOfRecoveryCodes, mfa.AuthenticateForm):  # type: ignore[misc]
    """The second factor of a log-in."""


class ReauthenticateForm(_OwnLabels, _CountedCode, _TellsOfRecoveryCodes, mfa.ReauthenticateForm):  # type: ignore[misc]
    """The same, asked again."""


class ActivateTOTPForm(_OwnLabels, _CountedCode, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator app."""


class AddWebAuthnForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey; by itself enough to log in, unless she has a key that asks for no finger and no code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this passkey")
        self.fields["passwordless"].label = _("Log in with it alone, without the password")
        self.fields["passwordless"].help_text = _(
            "Your device asks for your finger, your face or its code. "
            "Leave it out only for a key that has none of these."
        )
        self.fields["passwordless"].initial = True
