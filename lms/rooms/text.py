"""What people write: cleaned without harming any script."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from lms.common.errors import Refused
from lms.common.numbers import digits

MESSAGE_LIMIT = 2000
NAME_LIMIT = 60
OPTION_LIMIT = 120
# Direction overrides and isolates, tags, zero-width space, byte-order mark: they can make a text read
# as something else. ZWJ and ZWNJ stay: Persian, Arabic and many Indian scripts need them.
_DECEPTIVE = re.compile("[\u202a-\u202e\u2066-\u2069\u200b\ufeff\U000e0000-\U000e007f]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_MANY_BLANK_LINES = re.compile(r"\n{3,}")


def clean(raw: object, *, limit: int = MESSAGE_LIMIT, lines: bool = True) -> str:
    """``raw`` as a text that is safe to keep and to show.

    Raises Refused: ``not_text`` (no text, NUL, lone surrogates), ``empty``, ``too_long``.
    """
    if not isinstance(raw, str) or "\x00" in raw or _has_lone_surrogate(raw):
        raise Refused(_("This text cannot be read. Please write it again."), code="not_text")
    if len(raw) > limit * 4:
        raise _too_long(limit)
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n"))
    text = _CONTROL.sub("", _DECEPTIVE.sub("", text))
    text = _MANY_BLANK_LINES.sub("\n\n", text).strip() if lines else " ".join(text.split())
    if not text:
        raise Refused(_("Write something first."), code="empty")
    if len(text) > limit:
        raise _too_long(limit)
    return text


def clean_client_id(raw: object) -> str:
    """The sender's own id of a message: 1 to 64 letters, digits, ``-`` or ``_``. Raises Refused ``client_id``."""
    if isinstance(raw, str) and re.fullmatch(r"[A-Za-z0-9_-]{1,64}", raw):
        return raw
    raise Refused(_("This message has no valid mark of its sender."), code="client_id")


def _has_lone_surrogate(text: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in text)


def _too_long(limit: int) -> Refused:
    return Refused(
        _("This text is too long. The limit is %(limit)s characters.") % {"limit": digits(str(limit))}, code="too_long"
    )
