"""A certificate's page: what stands where, from a snapshot to finished bytes."""

from __future__ import annotations

import datetime as dt
import io
import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.template.loader import render_to_string

from certificates.pdf import background, finish, fonts, measure
from certificates.wording import Run, Words
from lms.common import languages

logger = logging.getLogger(__name__)

# The page's columns, read from its starting side (left; right in Arabic). Points, from the top.
START, END = 160.0, 788.0
COLUMN = END - START
NAME_RULE = 206.0
# Tried in turn: size and width of the sentence.
SENTENCE_SIZES = ((17.5, 545.0), (16.0, 545.0), (15.0, 545.0), (15.0, COLUMN), (13.0, COLUMN), (11.0, COLUMN))
SIGNATURES = ((START, 186.0), (START + 210.0, 186.0))
SIGNATURE_RULE = 478.0
QR_SIDE = 74.0
QR_START, QR_TOP = 574.0, 466.0
CHECK_START = QR_START + QR_SIDE + 12.0
INK, INK_2, INK_3 = "#0F2139", "#43516A", "#5C677A"
# The engine keeps its state in modules: one page at a time in a process.
_lock = threading.Lock()
_assets = Path(__file__).parent / "assets"


class RenderFailed(Exception):
    """The PDF engine warned or failed: such a page might lack letters and is never stored."""


@dataclass(frozen=True)
class Page:
    """Everything that is printed. ``dates`` is the first and the last day, where there are any."""

    language: str
    heading: str
    name: str
    sentence: Sequence[Run]
    number: str
    code: str
    verify_url: str
    verify_site: str
    issued_on: dt.date
    valid_until: dt.date | None = None
    # (name, function) of each; both may be empty.
    signatories: Sequence[tuple[str, str]] = ()


@dataclass
class Line:
    """One placed line of the page, as the template sets it."""

    x: float
    top: float
    wide: float
    size: float
    leading: float
    align: str
    families: Sequence[str]
    colour: str
    runs: Sequence[Run]
    direction: str

    @property
    def style(self) -> str:
        """Position and face, as CSS; built here because templates write numbers in the reader's language."""
        return (
            f"left:{self.x:.2f}pt;top:{self.top:.2f}pt;width:{self.wide:.2f}pt;height:{self.leading:.2f}pt;"
            f"font-family:{','.join(self.families)};font-size:{self.size:.2f}pt;line-height:{self.leading:.2f}pt;"
            f"text-align:{self.align};color:{self.colour}"
        )


@dataclass
class _Sheet:
    """Collects lines and drawn things; knows the reading side, so that the layout below does not."""

    language: str
    lines: list[Line] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)

    @property
    def is_mirrored(self) -> bool:
        return languages.direction(self.language) == "rtl"

    @property
    def is_chinese(self) -> bool:
        return self.language.startswith("zh")

    @property
    def families(self) -> tuple[str, ...]:
        return fonts.families_for(self.language)

    def left(self, start: float, wide: float) -> float:
        """Where a box that begins ``start`` from the reading side has its left edge."""
        return background.WIDTH - start - wide if self.is_mirrored else start

    def put(
        self,
        runs: Sequence[Run],
        *,
        start: float,
        top: float,
        wide: float,
        size: float,
        leading: float,
        colour: str = INK,
        families: Sequence[str] | None = None,
    ) -> None:
        """One line."""
        self.lines.append(
            Line(
                x=self.left(start, wide),
                top=top,
                wide=wide,
                size=size,
                leading=leading,
                align="right" if self.is_mirrored else "left",
                families=families or self.families,
                colour=colour,
                runs=[Run(run.text, run.bold and not self.is_chinese) for run in runs],
                direction=languages.direction(self.language),
            )
        )

    def fitted(
        self,
        text: str,
        *,
        start: float,
        top: float,
        wide: float,
        size: float,
        floor: float,
        bold: bool = False,
        colour: str = INK,
        families: Sequence[str] | None = None,
    ) -> None:
        """One line, smaller if it must be."""
        chosen = families or self.families
        fitting = measure.fit(text, chosen, size, wide, floor, bold=bold and not self.is_chinese)
        self.put(
            [Run(text, bold)],
            start=start,
            top=top,
            wide=wide,
            size=fitting,
            leading=size * 1.36,
            colour=colour,
            families=chosen,
        )

    def rule(self, start: float, top: float, length: float, thickness: float, shade: str) -> None:
        self.drawn.append(background.rule(self.left(start, length), top, length, thickness, shade))


def render(page: Page) -> bytes:
    """The finished PDF of ``page``; the same page gives the same bytes.

    Raises ``RenderFailed`` if the engine has the least complaint, ``Refused`` without fonts.
    """
    fonts.register()
    with _lock:
        sheet = _lay_out(page)
        return finish.finish(
            _engine(page, sheet),
            finish.Details(
                title=f"{page.heading} · {page.number}",
                subject=Words(page.language)["subject"],
                author="UNICRI",
                language=page.language,
                right_to_left=sheet.is_mirrored,
                issued_on=page.issued_on,
                number=page.number,
                edge=background.edge(mirrored=sheet.is_mirrored),
                drawn="\n".join(sheet.drawn).encode("ascii"),
            ),
        )


def _lay_out(page: Page) -> _Sheet:
    words = Words(page.language)
    sheet = _Sheet(page.language)
    sheet.fitted(words["issuer"], start=START, top=46, wide=COLUMN, size=13.5, floor=9, colour=INK_2)
    sheet.fitted(page.heading, start=START, top=66, wide=COLUMN, size=35, floor=20, bold=True)
    sheet.fitted(words["certify"], start=START, top=126, wide=COLUMN, size=14.5, floor=10, colour=INK_2)
    _put_name(sheet, page.name)
    sheet.rule(START, NAME_RULE, COLUMN, 1.3, background.GOLD)
    _put_sentence(sheet, page.sentence)
    for (start, wide), (name, function) in zip(SIGNATURES, page.signatories, strict=False):
        sheet.rule(start, SIGNATURE_RULE, wide, 0.8, INK_2)
        _put_signatory(sheet, name, function, start=start, wide=wide)
    sheet.drawn.append(background.qr_code(page.verify_url, sheet.left(QR_START, QR_SIDE), QR_TOP, QR_SIDE))
    _put_check(sheet, words, page)
    sheet.fitted(words["small_print"], start=START, top=558, wide=COLUMN, size=9, floor=6.5, colour=INK_3)
    return sheet


def _put_name(sheet: _Sheet, name: str) -> None:
    """34 pt down to 20 pt on one line, then two lines, both standing on the gold rule."""
    families = fonts.families_of(name)
    bold = families[0] != fonts.HAN
    size = measure.fit(name, families, 34, COLUMN, 20, bold=bold)
    lines = [[Run(name, bold)]]
    if measure.width(name, families, size, bold=bold) > COLUMN:
        size = 21.0
        while len(lines := measure.break_lines([Run(name, bold)], families, size, COLUMN)) > 2 and size > 11:
            size -= 0.5
    leading = 46.0 if len(lines) == 1 else size * 1.22
    top = NAME_RULE - 7 - leading * len(lines)
    for line in lines:
        sheet.put(
            line,
            start=START,
            top=top,
            wide=COLUMN,
            size=size,
            leading=leading,
            families=families,
        )
        top += leading


def _put_sentence(sheet: _Sheet, sentence: Sequence[Run]) -> None:
    for size, room in SENTENCE_SIZES:
        runs = [Run(run.text, run.bold and not sheet.is_chinese) for run in sentence]
        lines = measure.break_lines(runs, sheet.families, size, room, chinese=sheet.is_chinese)
        leading = size * 1.54
        # Large while it stays a short paragraph, then whatever leaves room to sign.
        if len(lines) * leading <= (110 if size > 16 else 200):
            break
    for place, line in enumerate(lines):
        sheet.put(line, start=START, top=222 + place * leading, wide=COLUMN, size=size, leading=leading)


def _put_signatory(sheet: _Sheet, name: str, function: str, *, start: float, wide: float) -> None:
    top = SIGNATURE_RULE + 5
    if name:
        faces = fonts.families_of(name)
        sheet.fitted(name, start=start, top=top, wide=wide, size=11.5, floor=7, bold=True, families=faces)
        top += 16.5
    size = 10.0
    while (
        len(lines := measure.break_lines([Run(function)], sheet.families, size, wide, chinese=sheet.is_chinese))
        > (2 if name else 3)
        and size > 6
    ):
        size -= 0.5
    for place, line in enumerate(lines):
        sheet.put(
            line, start=start, top=top + place * size * 1.36, wide=wide, size=size, leading=size * 1.36, colour=INK_2
        )


def _put_check(sheet: _Sheet, words: Words, page: Page) -> None:
    wide = END - CHECK_START
    latin = fonts.families_for("en")
    rows: list[tuple[str, bool, str, Sequence[str]]] = [
        (words["check"], False, INK_2, sheet.families),
        (page.verify_site, False, INK_2, latin),
        (words.say("number", number=page.number), True, INK, sheet.families),
        (words.say("issued", date=words.date(page.issued_on)), False, INK_2, sheet.families),
    ]
    if page.valid_until:
        rows.append((words.say("valid_until", date=words.date(page.valid_until)), False, INK_2, sheet.families))
    top = QR_TOP + QR_SIDE - len(rows) * 14.0
    for text, bold, colour, families in rows:
        sheet.fitted(
            text,
            start=CHECK_START,
            top=top,
            wide=wide,
            size=9.6,
            floor=5.5,
            bold=bold,
            colour=colour,
            families=families,
        )
        top += 14.0
    below = QR_TOP + QR_SIDE + 3
    sheet.fitted(page.code, start=QR_START, top=below, wide=END - QR_START, size=8.6, floor=5, families=latin)


def _engine(page: Page, sheet: _Sheet) -> bytes:
    from xhtml2pdf import pisa
    from xhtml2pdf.config.resources import ResourceAccessPolicy

    html = render_to_string("certificates/pdf/certificate.html", {"page": page, "lines": sheet.lines})
    out = io.BytesIO()
    status = pisa.CreatePDF(
        html,
        dest=out,
        encoding="utf-8",
        path=str(_assets / "certificate.html"),
        # A name is text and can fetch nothing; should the template ever err, there is still nothing to fetch.
        resource_policy=ResourceAccessPolicy(allow_remote=False, base_dir=None),
    )
    if status.err or status.warn:
        # The engine's words may quote the name: only their number is logged.
        logger.error("certificate %s: %d errors, %d warnings", page.number, status.err, status.warn)
        raise RenderFailed(page.number)
    return out.getvalue()
