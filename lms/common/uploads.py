"""Fields for files: the browser refuses what is too large before a bad line has carried it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise


class BoundedFileInput(forms.FileInput):
    """Says ``too_large`` beside the field when a file of more than ``most`` bytes is chosen (``static/js/page.js``).

    It saves the reader the wait; the form still looks at what arrives.
    """

    def __init__(
        self, *, most: int, too_large: str | Promise, accept: str, attrs: dict[str, Any] | None = None
    ) -> None:
        self.too_large = too_large
        super().__init__({"accept": accept, "data-most": most, **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """As Django's, with the sentence in the reader's language."""
        return super().get_context(name, value, {**(attrs or {}), "data-too-large": str(self.too_large)})
