"""The faces that certificates are set in, made once from the pinned font packages.

The packages hold a variable Latin and Cyrillic face, an Arabic one and a CFF Chinese one; the PDF
engine wants static TrueType files. All are under the SIL Open Font License 1.1.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from fontTools.varLib import instancer

from lms.common.errors import Refused

# Written into the stamp: a change of this module's recipe makes every machine build again.
RECIPE = "1"
STAMP = "built.txt"

# Tables for shaping engines and hinting, which the PDF engine does not read.
UNUSED_TABLES = ("GSUB", "GPOS", "GDEF", "BASE", "STAT", "DSIG", "vhea", "vmtx", "fpgm", "prep", "cvt ", "gasp")
# Joiners, direction marks and isolates must be drawn as nothing, with no width.
INVISIBLE = (*range(0x200B, 0x2010), 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
HAN_BLOCKS = ("CJK", "BOPOMOFO", "HIRAGANA", "KATAKANA", "FULLWIDTH", "HANGUL")


@dataclass(frozen=True)
class Source:
    """A font file inside an installed package, and what it must be."""

    package: str
    path: str
    sha256: str

    def read(self) -> bytes:
        """The file's bytes; ``Refused`` when they are not the ones that were checked."""
        data = files(self.package).joinpath(self.path).read_bytes()
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise Refused(f"{self.package}/{self.path} is not the file that was checked.", code="font_changed")
        return data


LATIN = Source(
    "fontpkg_eb_garamond",
    "files/EBGaramond[wght].ttf",
    "ef9512f92f6d579e5dc75af59a5a4b1b8b47d2eda89e00b954d44520e5369027",
)
LATIN_ITALIC = Source(
    "fontpkg_eb_garamond",
    "files/EBGaramond-Italic[wght].ttf",
    "bba2c4499c93c9612b90b9825d32b07da52fce2fe57562a1eb6b833553f93c4e",
)
ARABIC = Source(
    "fontpkg_amiri",
    "files/Amiri-Regular.ttf",
    "ab391c4147d054c48976e98322ad0eefe1427aa0e0502a12a4c75d80a70cfcd7",
)
ARABIC_BOLD = Source(
    "fontpkg_amiri",
    "files/Amiri-Bold.ttf",
    "cfccb794268e7d573d857e6d6a67f89cf8a053e8ffd85dfa0c8ec1bb36fc4827",
)
HAN = Source(
    "pylopdf_fonts_zh_cn",
    "NotoSerifSC-Regular.otf",
    "e8f396decc1f0963a016a989c3d8852e863d1350996f573860a80767c83a1cd3",
)


@dataclass(frozen=True)
class Face:
    """One static TrueType file to be made.

    ``letters`` names the scripts whose letters stay (all others come from the Latin face, so that a
    Latin word in an Arabic text is whole); ``metrics`` are ascent and descent in font units,
    because a line is never lower than these and some faces claim 1.8 em.
    """

    name: str
    source: Source
    weight: int | None = None
    letters: tuple[str, ...] = ()
    metrics: tuple[int, int] | None = None

    @property
    def filename(self) -> str:
        return f"{self.name}.ttf"


FACES = (
    Face("CertLatin-Regular", LATIN, weight=400),
    Face("CertLatin-Bold", LATIN, weight=700),
    Face("CertLatin-Italic", LATIN_ITALIC, weight=400),
    Face("CertLatin-BoldItalic", LATIN_ITALIC, weight=700),
    Face("CertArabic-Regular", ARABIC, letters=("ARABIC",), metrics=(980, 480)),
    Face("CertArabic-Bold", ARABIC_BOLD, letters=("ARABIC",), metrics=(980, 480)),
    Face("CertHan-Regular", HAN, letters=HAN_BLOCKS, metrics=(880, 220)),
)


def recipe_of(face: Face) -> str:
    """What decides a face's content, in one line."""
    return f"{RECIPE} {face.name} {face.source.sha256} {face.weight} {' '.join(face.letters)} {face.metrics}"


def build(folder: Path, *, progress: Callable[[str], None] = lambda name: None) -> list[str]:
    """Make the faces that ``folder`` lacks; return their names. Safe to run twice, and twice at once.

    Every file is written beside its place and then moved there, and only then noted in the stamp
    with its sha256, so that a build that was stopped leaves nothing half done.
    """
    folder.mkdir(parents=True, exist_ok=True)
    noted = read_stamp(folder)
    made = []
    for face in FACES:
        path = folder / face.filename
        recipe = hashlib.sha256(recipe_of(face).encode()).hexdigest()
        if path.exists() and noted.get(face.name) == (recipe, sha256_of(path)):
            continue
        progress(face.name)
        data = make(face)
        replace_file(path, data)
        noted[face.name] = (recipe, hashlib.sha256(data).hexdigest())
        lines = [f"{name} {recipe} {digest}\n" for name, (recipe, digest) in sorted(noted.items())]
        replace_file(folder / STAMP, "".join(lines).encode())
        made.append(face.name)
    return made


def read_stamp(folder: Path) -> dict[str, tuple[str, str]]:
    """Face → (hash of its recipe, hash of its file), as noted by the last build."""
    path = folder / STAMP
    rows = [line.split() for line in path.read_text().splitlines()] if path.exists() else []
    return {row[0]: (row[1], row[2]) for row in rows if len(row) == 3}


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def replace_file(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` so that a reader sees the old file or the new one, never a part."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def make(face: Face) -> bytes:
    """The face as a static TrueType file with a PostScript name of its own."""
    # Imported here: the converter pulls in the whole PDF engine.
    from xhtml2pdf.opentype import to_truetype

    font = TTFont(io.BytesIO(to_truetype(face.source.read())), recalcTimestamp=False)
    if face.weight is not None:
        font = instancer.instantiateVariableFont(font, {"wght": face.weight})
    for tag in UNUSED_TABLES:
        if tag in font:
            del font[tag]
    _draw_invisible_as_nothing(font)
    if face.letters:
        _keep_letters(font, face.letters)
    if face.metrics:
        _set_metrics(font, *face.metrics)
    # Two faces of one PostScript name would share one embedded file, and bold would be drawn regular.
    for name_id, value in ((1, face.name), (2, "Regular"), (3, face.name), (4, face.name), (6, face.name)):
        font["name"].removeNames(nameID=name_id)
        font["name"].setName(value, name_id, 3, 1, 0x409)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _unicode_tables(font: TTFont) -> list[Any]:
    return [table for table in font["cmap"].tables if table.isUnicode()]


def _draw_invisible_as_nothing(font: TTFont) -> None:
    font.setGlyphOrder([*font.getGlyphOrder(), "invisible"])
    font["glyf"]["invisible"] = Glyph()
    font["hmtx"]["invisible"] = (0, 0)
    for table in _unicode_tables(font):
        table.cmap.update(dict.fromkeys(INVISIBLE, "invisible"))


def _keep_letters(font: TTFont, scripts: tuple[str, ...]) -> None:
    for table in _unicode_tables(font):
        for code in list(table.cmap):
            name = unicodedata.name(chr(code), "")
            if chr(code).isalpha() and not any(script in name for script in scripts):
                del table.cmap[code]


def _set_metrics(font: TTFont, ascent: int, descent: int) -> None:
    head, os2 = font["hhea"], font["OS/2"]
    head.lineGap = os2.sTypoLineGap = 0
    head.ascent = os2.sTypoAscender = os2.usWinAscent = ascent
    head.descent = os2.sTypoDescender = -descent
    os2.usWinDescent = descent
