"""The faces as the PDF engine knows them: registered once per process, and what they can draw."""

from __future__ import annotations

import functools
import threading
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from certificates.pdf import faces
from lms.common.errors import Refused

LATIN, ARABIC, HAN = "certlatin", "certarabic", "certhan"
# Regular, bold, italic, bold italic: all four are named, else the engine fills the gaps with the last one.
STYLES = {
    LATIN: ("CertLatin-Regular", "CertLatin-Bold", "CertLatin-Italic", "CertLatin-BoldItalic"),
    ARABIC: ("CertArabic-Regular", "CertArabic-Bold", "CertArabic-Regular", "CertArabic-Bold"),
    HAN: ("CertHan-Regular",) * 4,
}
_lock = threading.Lock()


def families_for(language: str) -> tuple[str, ...]:
    """The font-family list of a text in ``language``."""
    base = language.split("-")[0]
    if base == "ar":
        return (ARABIC, LATIN, HAN)
    if base == "zh":
        return (HAN, LATIN, ARABIC)
    return (LATIN, ARABIC, HAN)


def families_of(text: str) -> tuple[str, ...]:
    """The font-family list of a name: the face of its own script first, whatever the page's language."""
    for char in text:
        code = ord(char)
        if 0x0600 <= code <= 0x08FF or 0xFB50 <= code <= 0xFEFC:
            return families_for("ar")
        if 0x2E80 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x3FFFF:
            return families_for("zh")
        if char.isalpha():
            break
    return families_for("en")


def register() -> None:
    """Tell the PDF engine about the faces; about 65 ms once per process.

    Raises ``Refused`` (``no_fonts``) where ``manage.py build_fonts`` was never run.
    """
    with _lock:
        _register(str(settings.FONT_DIR))


@functools.cache
def _register(folder: str) -> None:
    import arabic_reshaper
    from reportlab import rl_config
    from reportlab.lib.fonts import addMapping
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from xhtml2pdf.default import DEFAULT_FONT

    lost = [face.filename for face in faces.FACES if not (Path(folder) / face.filename).exists()]
    if lost:
        raise Refused(
            _("The fonts of the certificates are not there. The operator makes them with manage.py build_fonts."),
            code="no_fonts",
        )
    # Else Helvetica stands in every file, not embedded.
    rl_config.canvas_basefontname = rl_config.defaultGraphicsFontName = "CertLatin-Regular"
    # Small subsets, binary streams, and no clock or chance in the bytes.
    rl_config.ttfAsciiReadable = rl_config.useA85 = 0
    rl_config.invariant = 1
    # Vowel signs and shadda belong to a name.
    arabic_reshaper.default_reshaper.configuration["delete_harakat"] = "no"
    for family, names in STYLES.items():
        for place, name in enumerate(names):
            if name not in pdfmetrics.getRegisteredFontNames():
                pdfmetrics.registerFont(TTFont(name, str(Path(folder) / f"{name}.ttf"), asciiReadable=0))
            addMapping(family, place & 1, place >> 1, name)
        DEFAULT_FONT[family] = family


def missing_letters(text: str, families: Sequence[str] = (LATIN, ARABIC, HAN)) -> list[str]:
    """The letters of ``text`` that no face can draw, each once, in order of code point."""
    from xhtml2pdf.util import font_has_glyph

    register()
    regular = [STYLES[family][0] for family in families]
    return sorted(
        {char for char in text if not char.isspace() and not any(font_has_glyph(name, char) for name in regular)}
    )
