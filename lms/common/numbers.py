"""Numbers and sentences as the reader's language writes them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal, format_percent
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from lms.common import languages

# Our codes → those of the Unicode CLDR, which Babel reads.
LOCALES = {"ar": "ar", "zh-hans": "zh_Hans", "en": "en_GB", "fr": "fr", "ru": "ru", "es": "es"}
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def locale(language: str | None = None) -> str:
    """The CLDR name of a language (default: the current one)."""
    return LOCALES[language or languages.current()]


def digits(text: str, language: str | None = None) -> str:
    """``text`` with its ASCII digits replaced by those of the language."""
    return text.translate(_ARABIC_DIGITS) if (language or languages.current()) == "ar" else text


def number(value: Any, decimals: int = 0, language: str | None = None) -> str:
    """A number with the language's separators and digits, e.g. ``1,446``, ``1 446``, ``١٬٤٤٦``."""
    code = language or languages.current()
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    system = "arab" if code == "ar" else "latn"
    return digits(format_decimal(Decimal(str(value)), pattern, locale=LOCALES[code], numbering_system=system), code)


def percent(value: Any, decimals: int = 0, language: str | None = None) -> str:
    """A share from 0 to 100 as a percentage, e.g. ``80%``, ``80 %``, ``٨٠٪``."""
    code = language or languages.current()
    pattern = None
    if decimals:
        pattern = "#,##0." + "0" * decimals + ("%" if code in {"en", "zh-hans", "ar"} else " %")
    system = "arab" if code == "ar" else "latn"
    share = Decimal(str(value)) / 100
    shown = digits(format_percent(share, pattern, locale=LOCALES[code], numbering_system=system), code)
    return shown.replace("%", "٪") if code == "ar" else shown


def fill(sentence: str, *, markup: bool = False, **values: Any) -> SafeString:
    """A translated sentence with ``%(name)s`` filled in. What is not marked safe is escaped.

    The sentence too, since a catalogue is not code; ``markup=True`` is for one written in Python.
    """
    frame = sentence if markup else str(conditional_escape(sentence))
    return mark_safe(frame % {name: str(conditional_escape(value)) for name, value in values.items()})
