"""Numbers that people read out, and codes that nobody can guess."""

from __future__ import annotations

import re
import secrets

from django.db.models import F

from certificates.models.work import NumberSeries

PREFIX = "A4SC"
# Modulo a prime above 10 every wrong digit and every swap of two neighbours changes the letter.
CHECK_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXY"
# Crockford's Base32 (https://www.crockford.com/base32.html): no I, L, O or U to be misread.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
CODE_LENGTH = 24
CODE_BITS = CODE_LENGTH * 5
_MISREAD = str.maketrans({"o": "0", "i": "1", "l": "1"})
_GAPS = re.compile(r"[\s\-‐‑–—_.]+")


def check_letter(digits: str) -> str:
    """The letter behind a number."""
    return CHECK_LETTERS[int(digits) % len(CHECK_LETTERS)]


def format_number(year: int, place: int) -> str:
    """``A4SC-2026-00588-H``: year, place in the year, check letter over both."""
    return f"{PREFIX}-{year}-{place:05d}-{check_letter(f'{year}{place:05d}')}"


def is_number(text: str) -> bool:
    """Whether ``text`` is a well-formed number; says nothing about whether it was given out."""
    match = re.fullmatch(rf"{PREFIX}-(\d{{4}})-(\d{{5,}})-([A-Y])", text.strip().upper())
    return match is not None and check_letter(match[1] + match[2]) == match[3]


def next_number(year: int) -> str:
    """The next number of ``year``. Must run in the transaction that uses it.

    Two who come at once queue up at the UPDATE: the second reads what the first has committed.
    """
    NumberSeries.objects.get_or_create(year=year)
    NumberSeries.objects.filter(year=year).update(last=F("last") + 1)
    return format_number(year, NumberSeries.objects.values_list("last", flat=True).get(year=year))


def new_code() -> str:
    """A fresh code of ``CODE_BITS`` random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def grouped(code: str) -> str:
    """The code in capitals, in fours, as it is printed."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4)).upper()


def read_code(text: str) -> str:
    """A typed or linked code as it is stored: capitals, gaps and letters easily misread are forgiven.

    What cannot be a code becomes the empty string.
    """
    plain = _GAPS.sub("", text.strip()).lower().translate(_MISREAD)
    return plain if len(plain) == CODE_LENGTH and set(plain) <= set(ALPHABET) else ""
