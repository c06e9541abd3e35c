"""The rules of passwords, told in the reader's own digits."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from lms.common import numbers


class MinimumLengthValidator(password_validation.MinimumLengthValidator):
    """Django's rule and Django's words; its number is written as the reader writes numbers."""

    def validate(self, password: str, user: Any = None) -> None:
        try:
            super().validate(password, user)
        except ValidationError as error:
            raise ValidationError([numbers.digits(one) for one in error.messages], code=error.code) from error

    def get_help_text(self) -> str:
        return numbers.digits(super().get_help_text())
