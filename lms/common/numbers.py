"""Numbers and sentences as the reader's language writes them."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit
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


def rounded(value: Any, decimals: int = 0) -> Decimal:
    """Half up, away from nought: so is every figure rounded, on the page and in the files made of it."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def number(value: Any, decimals: int = 0, language: str | None = None) -> str:
    """A number with the language's separators and digits, e.g. ``1,446``, ``1 446``, ``١٬٤٤٦``."""
    return _number(str(value), decimals, language or languages.current())


# A page of figures writes the same ones again and again, and a pattern is parsed each time.
@functools.lru_cache(4096)
def _number(value: str, decimals: int, code: str) -> str:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    system = "arab" if code == "ar" else "latn"
    # Babel itself would round halves to the even neighbour.
    shown = format_decimal(rounded(value, decimals), pattern, locale=LOCALES[code], numbering_system=system)
    return digits(shown, code)


def signed(value: Any, decimals: int = 0, language: str | None = None) -> str:
    """A change: a number with its sign, e.g. ``+24.5``, ``−3``; nothing before 0.

    The minus is U+2212. In Arabic a mark (U+061C) before the sign keeps it in front of the number as it is
    read, at its right, as the CLDR has it.
    """
    change = rounded(value, decimals)
    shown = number(abs(change), decimals, language)
    if not change:
        return shown
    mark = "\u061c" if (language or languages.current()) == "ar" else ""
    return f"{mark}{'+' if change > 0 else '\u2212'}{shown}"


def percent(value: Any, decimals: int = 0, language: str | None = None) -> str:
    """A share from 0 to 100 as a percentage, e.g. ``80%``, ``80 %``, ``٨٠٪``."""
    return _percent(str(value), decimals, language or languages.current())


@functools.lru_cache(4096)
def _percent(value: str, decimals: int, code: str) -> str:
    pattern = None
    if decimals:
        pattern = "#,##0." + "0" * decimals + ("%" if code in {"en", "zh-hans", "ar"} else " %")
    system = "arab" if code == "ar" else "latn"
    share = rounded(value, decimals) / 100
    shown = digits(format_percent(share, pattern, locale=LOCALES[code], numbering_system=system), code)
    return shown.replace("%", "٪") if code == "ar" else shown


def size(octets: int, language: str | None = None) -> str:
    """How large a file is, in the units of the CLDR and to a tenth: ``3.7 kB``, ``3,7 ko``, ``٣٫٧ كيلوبايت``.

    A kilobyte has 1,000 octets; from a million on it is megabytes.
    """
    code = language or languages.current()
    unit, units = ("kilobyte", 1000) if octets < 1_000_000 else ("megabyte", 1_000_000)
    system = "arab" if code == "ar" else "latn"
    shown = format_unit(
        Decimal(octets) / units, f"digital-{unit}", "short", "#,##0.#", LOCALES[code], numbering_system=system
    )
    return digits(shown, code)


def listed(values: Iterable[object], language: str | None = None) -> str:
    """Several things in one line: ``A, B and C``, ``A、B和C``, ``A وB وC`` (list patterns of the CLDR)."""
    return str(format_list([str(value) for value in values], locale=locale(language)))


def fill(sentence: str, *, markup: bool = False, **values: Any) -> SafeString:
    """A translated sentence with ``%(name)s`` filled in. What is not marked safe is escaped.

    The sentence too, since a catalogue is not code; ``markup=True`` is for one written in Python.
    """
    frame = sentence if markup else str(conditional_escape(sentence))
    return mark_safe(frame % {name: str(conditional_escape(value)) for name, value in values.items()})
