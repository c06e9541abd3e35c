"""Finding people by words, in any script: how texts and questions are folded, and which choices a word means."""

from __future__ import annotations

import functools
import re

from babel import Locale
from django.utils import translation

from lms.common.languages import CODES, Language
from lms.common.texts import fold
from lms.officers.vocabulary import TAGGED

MOST_WORDS = 8
# Letters that keep their shape when marks are taken away, and the Persian forms of Arabic ones.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
    | {"ک": "ك", "ی": "ي", "ھ": "ه", "ہ": "ه"}
)
_APOSTROPHE = re.compile("['’‘`´ʼʻ]")
# Scripts that write words apart and seldom put anything in front of them: there a word is met at its beginning,
# so that "ana" does not find Tanzania. Arabic has its article, Chinese writes without blanks: anywhere.
_APART = re.compile(r"[0-9a-z\u0370-\u04ff]+")


def folded(*texts: str) -> str:
    """``texts`` as a search column: folded, each word with a blank before it.

    A name with an apostrophe is found with and without it: "d’Ivoire" is "divoire" and "d ivoire".
    """
    parts: list[str] = []
    for text in texts:
        one = fold(text).translate(_LETTERS)
        parts.append(one)
        if _APOSTROPHE.search(text):
            parts.append(fold(_APOSTROPHE.sub(" ", text)).translate(_LETTERS))
    return "".join(f" {part}" for part in parts if part)


def asked(query: str) -> list[str]:
    """The pieces that all have to occur in a ``folded`` text; each is to be looked for with ``in`` or LIKE."""
    words = fold(query).translate(_LETTERS).split()[:MOST_WORDS]
    return [f" {word}" if _APART.fullmatch(word) else word for word in words]


def meanings(piece: str) -> dict[str, set[str]]:
    """Kind → keys of the choices whose words in any of the six languages hold ``piece``, as ``asked`` gives it."""
    found: dict[str, set[str]] = {}
    for (kind, key), text in _labels().items():
        if piece in text:
            found.setdefault(kind, set()).add(key)
    return found


@functools.cache
def _labels() -> dict[tuple[str, str], str]:
    """The words of every choice in the six languages, folded; languages by the names that CLDR gives them."""
    texts: dict[tuple[str, str], str] = {}
    for kind, choices in TAGGED.items():
        for choice in choices:
            labels = []
            for code in CODES:
                with translation.override(code):
                    labels.append(str(choice.label))
            texts[kind, choice.value] = folded(*labels)
    for language in Language:
        names = [Locale.parse(code.replace("-h", "_H")).languages[language.value.split("-")[0]] for code in CODES]
        texts["language", language.value] = folded(str(language.label), *names)
    return texts
