"""The bytes that the audit's chain is reckoned over, so that anybody can reckon them again.

Everything below can be done without this program, from a copy of the tables ``audit_auditentry`` and
``audit_auditseal`` alone.

*Canonical JSON*, after RFC 8785 (JSON Canonicalization Scheme): UTF-8, no blanks, keys sorted by their
UTF-16 code units, strings escaped as little as JSON allows (``\\"``, ``\\\\``, ``\\b \\f \\n \\r \\t``, and
``\\u00xx`` in lower case for the other control characters). One thing differs from the RFC: whole numbers are
written with all their digits, also beyond 2**53. Broken numbers are written as ECMAScript writes them
(RFC 8785 section 3.2.2.3), whole ones among them without a point.

*An entry* is the object of these members::

    about, actor      number of the person, or null
    at                moment in UTC, RFC 3339 with six decimals: 2026-11-23T10:32:00.000000Z
    changes           the JSON of the column as it is
    id                number of the entry
    mac               64 hexadecimal digits (see below)
    personal          text of the column: a Fernet token, or empty
    target_id, target_type, verb      texts
    uid               UUID in lower case with hyphens

*A seal* hashes the object ``{"entry": entry, "genuine": true or false, "number": n, "previous": hash of
seal n - 1, "scheme": 1, "sealed_at": moment}``; its hash is SHA-256 of the canonical JSON, 64 hexadecimal
digits. Numbers begin at 1 without a gap; what comes before 1 is 64 zeros.

*The mark of an entry* (``mac``) is HMAC-SHA256, under a key of the site, of the canonical JSON of the entry
without ``id`` and ``mac``. ``genuine`` says whether it was right when the entry was sealed.

*A signature* stands on the last seal of each batch: Ed25519 (RFC 8032) over the canonical JSON of
``{"at": moment, "hash": made, "number": n, "scheme": 1}``, with ``sealed_at`` as the moment. A head that is
kept elsewhere carries the same signature over the moment it was made.

*The marks of the fields* (``marks`` of a seal) only help to say what was changed: for each of ``FIELDS`` in
order, the first eight hexadecimal digits of SHA-256 of the canonical JSON of its value.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
import uuid
from collections.abc import Mapping
from typing import Any

SCHEME = 1
START = "0" * 64
# The model's attributes, and the names they have in the canonical entry.
COLUMNS = ("about_id", "actor_id", "at", "changes", "personal", "target_id", "target_type", "uid", "verb")
NAMES = {"about_id": "about", "actor_id": "actor"}
FIELDS = ("about", "actor", "at", "changes", "mac", "personal", "target_id", "target_type", "uid", "verb")
MARK = 8

_string = json.JSONEncoder(ensure_ascii=False).encode


def encode(value: Any) -> bytes:
    """``value`` as canonical JSON. Raises ``TypeError`` for what JSON does not know, ``ValueError`` for NaN."""
    return _text(value).encode()


def moment(at: dt.datetime) -> str:
    """``at`` in UTC with microseconds."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def digest(data: bytes) -> str:
    """SHA-256, hex."""
    return hashlib.sha256(data).hexdigest()


def marked_bytes(contents: Mapping[str, Any]) -> bytes:
    """What the mark of an entry is made over: its ``COLUMNS``, without number and mark."""
    return _object(_parts(contents)).encode()


class Sealed:
    """One entry on its way into the chain: its canonical JSON, made once for mark, hash and marks of fields."""

    def __init__(self, pk: int, contents: Mapping[str, Any], mac: str) -> None:
        parts = _parts(contents)
        self.message = _object(parts).encode()
        parts["mac"] = _string(mac)
        self._fields = {name: parts[name] for name in FIELDS}
        self._entry = _object({**parts, "id": str(pk)})

    @property
    def marks(self) -> str:
        """Eight digits a field, in the order of ``FIELDS``."""
        return "".join(digest(text.encode())[:MARK] for text in self._fields.values())

    def hash(self, *, number: int, previous: str, sealed_at: dt.datetime, genuine: bool) -> str:
        """The hash of the seal that this entry gets."""
        text = (
            f'{{"entry":{self._entry},"genuine":{"true" if genuine else "false"},"number":{number},'
            f'"previous":"{previous}","scheme":{SCHEME},"sealed_at":"{moment(sealed_at)}"}}'
        )
        return digest(text.encode())

    def differing(self, marks: str) -> list[str]:
        """The fields whose value is another than when ``marks`` were made."""
        ours = self.marks
        return [
            name
            for number, name in enumerate(FIELDS)
            if ours[number * MARK : (number + 1) * MARK] != marks[number * MARK : (number + 1) * MARK]
        ]


def signed_bytes(*, number: int, made: str, at: dt.datetime) -> bytes:
    """What a signature is made over; ``made`` is the hash of seal ``number``."""
    return encode({"at": moment(at), "hash": made, "number": number, "scheme": SCHEME})


def _parts(contents: Mapping[str, Any]) -> dict[str, str]:
    parts = {}
    for column in COLUMNS:
        value = contents[column]
        if isinstance(value, dt.datetime):
            value = moment(value)
        elif isinstance(value, uuid.UUID):
            value = str(value)
        parts[NAMES.get(column, column)] = _text(value)
    return parts


def _object(parts: Mapping[str, str]) -> str:
    # The names are ours and ASCII: code points sort as UTF-16 does.
    return "{" + ",".join(f'"{name}":{parts[name]}' for name in sorted(parts)) + "}"


def _text(value: Any) -> str:
    if isinstance(value, str):
        return _string(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_text, value)) + "]"
    if isinstance(value, dict):
        ordered = sorted(value.items(), key=lambda pair: pair[0].encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{_string(key)}:{_text(item)}" for key, item in ordered) + "}"
    raise TypeError(f"{type(value).__name__} is not JSON")


def _float(value: float) -> str:
    """As ECMAScript's Number::toString writes it (ECMA-262, 6.1.6.1.20)."""
    if not math.isfinite(value):
        raise ValueError("no JSON number")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _e, exponent = f"{abs(value)!r}e0".partition("e")
    # Python's shortest digits are ECMAScript's; only the place of the point is written otherwise.
    exponent = exponent.removesuffix("e0")
    whole, _dot, part = mantissa.partition(".")
    digits = (whole + part).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + part) - len(digits))
    digits = digits.rstrip("0")
    count = len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    tail = f"e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return sign + digits[0] + (f".{digits[1:]}" if count > 1 else "") + tail
