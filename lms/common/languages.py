"""The six languages: their codes, their direction, and which one a text is shown in."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import get_language
from i18nfield.strings import LazyI18nString


class Language(models.TextChoices):
    """The six official languages of the United Nations; each label is the language's own name."""

    ARABIC = "ar", "العربية"
    CHINESE = "zh-hans", "中文"
    ENGLISH = "en", "English"
    FRENCH = "fr", "Français"
    RUSSIAN = "ru", "Русский"
    SPANISH = "es", "Español"


CODES: tuple[str, ...] = tuple(Language.values)
RIGHT_TO_LEFT = frozenset({"ar"})
# Where a text has no translation, the first of these that it has is shown, with a note.
FALLBACKS = ("en", "fr", "es", "ar", "ru", "zh-hans")


def direction(language: str) -> str:
    """``rtl`` or ``ltr``, for the ``dir`` attribute."""
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


def current() -> str:
    """The language of this request; English where none is active."""
    code = (get_language() or "en").lower()
    return code if code in CODES else code.split("-")[0] if code.split("-")[0] in CODES else "en"


def address_in(language: str, address: str) -> str:
    """The same page in ``language``: only the first part of an address differs, and some pages have none."""
    head, slash, rest = address.removeprefix("/").partition("/")
    return f"/{language}{slash}{rest}" if head in CODES else address


@dataclass(frozen=True)
class Localized:
    """A text together with the language it is really in."""

    text: str
    language: str
    is_fallback: bool

    @property
    def direction(self) -> str:
        return direction(self.language)

    def __str__(self) -> str:
        return self.text


def texts_of(value: Any) -> dict[str, str]:
    """The translations that ``value`` (an i18nfield string, a mapping or plain text) really holds."""
    if value is None:
        return {}
    if isinstance(value, LazyI18nString):
        value = value.data
    if isinstance(value, dict):
        return {code: str(text) for code, text in value.items() if text}
    return {"en": str(value)} if value else {}


def localized(value: Any, language: str | None = None) -> Localized:
    """``value`` in ``language`` (default: the current one), or in the first fallback that exists."""
    wanted = language or current()
    texts = texts_of(value)
    if wanted in texts:
        return Localized(texts[wanted], wanted, is_fallback=False)
    for code in FALLBACKS:
        if code in texts:
            return Localized(texts[code], code, is_fallback=True)
    return Localized("", wanted, is_fallback=False)


def text_direction(text: str) -> str:
    """The direction of a text whose language nobody stated: that of its first strong letter."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"
