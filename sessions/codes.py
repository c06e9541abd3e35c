"""Check-in codes: six characters that change every 30 seconds, made from a session's secret.

A truncated HMAC over the number of the half minute, as in RFC 6238, written with 32 signs that nobody
confuses: no I, O, 0 and 1. The code on the screen and the one before it are accepted, so that a slow
reader is not sent away.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import unicodedata
from dataclasses import dataclass

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 6
STEP_SECONDS = 30


def step_of(now: dt.datetime) -> int:
    """The number of the half minute since 1970."""
    return int(now.timestamp()) // STEP_SECONDS


def code_of(secret: str, step: int) -> str:
    """The code of one half minute; ``secret`` in hexadecimal."""
    digest = hmac.new(bytes.fromhex(secret), step.to_bytes(8, "big"), hashlib.sha256).digest()
    number = int.from_bytes(digest[:8], "big")
    signs = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[place])
    return "".join(signs)


@dataclass(frozen=True)
class Shown:
    """What the screen shows, and for how many more seconds."""

    code: str
    seconds_left: int


def shown_at(secret: str, now: dt.datetime) -> Shown:
    """The code to show now."""
    return Shown(code_of(secret, step_of(now)), STEP_SECONDS - int(now.timestamp()) % STEP_SECONDS)


def clean(typed: str) -> str:
    """What a person meant: capitals, no blanks or dashes, digits of any script as plain ones."""
    signs = []
    for sign in unicodedata.normalize("NFKC", typed).upper():
        digit = unicodedata.digit(sign, None)
        if digit is not None:
            signs.append(str(digit))
        elif sign.isalnum():
            signs.append(sign)
    return "".join(signs)[:32]


def accepts(secret: str, typed: str, now: dt.datetime) -> bool:
    """Whether ``typed`` is the code of this half minute or the one before."""
    given = clean(typed).encode()
    step = step_of(now)
    # Both are compared, so that the time tells nothing.
    fits = [hmac.compare_digest(code_of(secret, s).encode(), given) for s in (step, step - 1)]
    return any(fits)
