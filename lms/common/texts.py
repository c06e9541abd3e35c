"""Texts that people typed elsewhere: cleaned of what nobody sees, otherwise kept code point for code point."""

from __future__ import annotations

import re
import unicodedata

# Cc, bidirectional overrides and isolates, zero-width space, byte-order mark, tag characters, lone surrogates.
# Zero-width joiner and non-joiner stay: Persian, Urdu and Indic names are spelled with them.
_BREAKS = re.compile("[\t\n\x0b\x0c\r\x85\u2028\u2029]+")
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\ufeff\U000e0000-\U000e007f\ud800-\udfff]")


def clean_text(raw: str) -> str:
    """``raw`` in NFC without outer blanks and invisible controls; a line break inside becomes a blank."""
    text = _INVISIBLE.sub("", _BREAKS.sub(" ", raw))
    return unicodedata.normalize("NFC", text).strip()


_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": None})
_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘`´ʼʻ"))


def fold(text: str) -> str:
    """A key to compare by: no case, no marks on letters, no punctuation, single blanks.

    Never shown and never stored: "Côte d’Ivoire", "COTE D'IVOIRE" and " cote divoire" are one key.
    """
    text = unicodedata.normalize("NFKC", clean_text(text)).translate(_ARABIC).translate(_APOSTROPHES)
    text = unicodedata.normalize("NFKD", text.casefold())
    kept = [
        "" if unicodedata.category(char) in {"Mn", "Cf"} else char if char.isalnum() or char == "&" else " "
        for char in text
    ]
    return " ".join("".join(kept).replace("&", " and ").split())
