"""Tables in and out: workbooks and delimited text. The only door to openpyxl.

Reading trusts nothing: the zip directory of a workbook is checked before any parser sees it, XML
entities are refused, sizes are bounded, and whatever a broken file makes a parser raise becomes one
sentence. Writing never leaves a cell that a spreadsheet would run.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import openpyxl
from django.utils.translation import gettext_lazy as _
from openpyxl.cell import WriteOnlyCell

from lms.common.errors import Refused
from lms.common.numbers import digits

MAX_BYTES = 10 * 1024 * 1024
TOO_LARGE = _("This file is too large. A list of people is at most 10 MB; remove pictures and try again.")
MAX_ROWS = 50_000
MAX_COLUMNS = 60
MAX_CELL = 2_000
MAX_SHEETS = 50
# A workbook of 50,000 people has about 30 parts and unpacks to less than 40 MB.
MAX_ENTRIES = 500
MAX_UNPACKED = 48 * 1024 * 1024
MAX_STRINGS = 16 * 1024 * 1024
MAX_RATIO = 100
RATIO_MATTERS_FROM = 1024 * 1024

Recognise = Callable[[Sequence[str]], int]


@dataclass(frozen=True)
class Row:
    """A line of the file: its own number, from 1, and its cells as text."""

    number: int
    cells: list[str]

    @property
    def is_blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook, or the whole of a text file (then without a name)."""

    name: str
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    """What a file held. ``encoding`` and ``delimiter`` are empty for a workbook."""

    sheets: list[Sheet]
    encoding: str = ""
    delimiter: str = ""


def not_a_table() -> Refused:
    """The file is something else, or broken."""
    return Refused(
        _(
            "This file could not be read as a table. "
            "Save the list as an Excel workbook (.xlsx) or as CSV and choose it again."
        ),
        code="not_a_table",
        field="file",
    )


def read_table(data: bytes, *, recognise: Recognise) -> Table:
    """Read a workbook or delimited text.

    ``recognise`` counts the known column titles among cells; it decides between encodings and
    delimiters that would all be possible. Raises Refused for anything that is no table.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise Refused(_("This file is empty."), code="empty", field="file")
    if len(data) > MAX_BYTES:
        raise Refused(
            TOO_LARGE,
            code="too_large",
            field="file",
        )
    if data.startswith(b"PK"):
        return Table(_read_workbook(data))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(
            _(
                "This is an old Excel file, or one with a password. "
                "Save it as an Excel workbook (.xlsx) without a password and choose it again."
            ),
            code="old_excel",
            field="file",
        )
    if data.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")):
        raise not_a_table()
    return _read_text(data, recognise)


# --- workbooks ---------------------------------------------------------------


def check_archive(data: bytes) -> zipfile.ZipFile:
    """Open the zip if its directory promises nothing absurd. Reading a part never yields more than promised."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    # All that zipfile raises when the directory lies: about lengths, offsets, versions and times.
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, OverflowError) as error:
        raise not_a_table() from error
    names = [entry.filename for entry in entries]
    unpacked = sum(entry.file_size for entry in entries)
    swollen = any(
        entry.file_size > RATIO_MATTERS_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )
    strings = max((entry.file_size for entry in entries if "sharedstrings" in entry.filename.lower()), default=0)
    if (
        len(entries) > MAX_ENTRIES
        or len(set(names)) != len(names)
        or unpacked > MAX_UNPACKED
        or strings > MAX_STRINGS
        or swollen
    ):
        raise Refused(
            _("This workbook unpacks to far more than a list of people holds. It was not opened."),
            code="swollen",
            field="file",
        )
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Refused(_("This file has a password. Save it without one and choose it again."), code="password")
    if "xl/workbook.xml" not in {name.lower() for name in names}:
        raise not_a_table()
    return archive


def _read_workbook(data: bytes) -> list[Sheet]:
    archive = check_archive(data)
    try:
        has_formulas = any(
            b"<f" in archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")
        )
        values = _read_sheets(data, results=True)
        if has_formulas:
            # The result of a formula counts; where none was stored, the formula's text stands for it.
            texts = _read_sheets(data, results=False)
            values = [_fill(value, text) for value, text in zip(values, texts, strict=True)]
    except Refused:
        raise
    except Exception as error:
        # openpyxl and what it stands on raise nearly anything at a damaged part; the file is at fault.
        raise not_a_table() from error
    return values


def _read_sheets(data: bytes, *, results: bool) -> list[Sheet]:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=results, keep_links=False)
    try:
        sheets = []
        for sheet in book.worksheets[:MAX_SHEETS]:
            rows: list[Row] = []
            # The stored dimension may lie; the bounds here are ours.
            cells = sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS, values_only=True)
            for number, values in enumerate(cells, start=1):
                if number > MAX_ROWS:
                    raise _too_many()
                row = Row(number, _trim([_as_text(value) for value in values]))
                if row.cells:
                    rows.append(row)
            sheets.append(Sheet(str(sheet.title)[:100], _with_gaps(rows)))
        return sheets
    finally:
        book.close()


def _with_gaps(rows: list[Row]) -> list[Row]:
    """Empty lines between others count as lines; those after the last do not."""
    filled: list[Row] = []
    for row in rows:
        start = filled[-1].number + 1 if filled else row.number
        filled.extend(Row(number, []) for number in range(start, row.number))
        filled.append(row)
    return filled


def _fill(values: Sheet, texts: Sheet) -> Sheet:
    by_number = {row.number: row.cells for row in texts.rows}
    known = {row.number: row.cells for row in values.rows}
    rows = []
    for number, text in by_number.items():
        value = known.get(number, [])
        width = max(len(value), len(text))
        value, text = value + [""] * (width - len(value)), text + [""] * (width - len(text))
        rows.append(Row(number, _trim([v or t for v, t in zip(value, text, strict=True)])))
    return Sheet(values.name, rows)


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time(0):
        return value.date().isoformat()
    return str(value)[:MAX_CELL]


def _trim(cells: list[str]) -> list[str]:
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _too_many() -> Refused:
    return Refused(
        _("This file has more than 50,000 lines. Split it and bring the parts in one after another."),
        code="too_many_rows",
        field="file",
    )


# --- delimited text ------------------------------------------------------------

ONE_BYTE = ("cp1252", "cp1251", "cp1256")
NAMES = {"cp1252": "windows-1252", "cp1251": "windows-1251", "cp1256": "windows-1256"}
DELIMITERS = (",", ";", "\t", "|")
HINTED = (*DELIMITERS, ":", "~", "^")


def _read_text(data: bytes, recognise: Recognise) -> Table:
    candidates = _decodings(data)
    if not candidates:
        raise not_a_table()
    best: tuple[tuple[float, ...], str, str, str] | None = None
    for rank, (encoding, text) in enumerate(candidates):
        head = text[:40_000]
        likely = _likelihood(head) if len(candidates) > 1 else 0.0
        for order, delimiter in enumerate(DELIMITERS):
            rows = list(_parse(head, delimiter, limit=40))
            known = max((recognise(row.cells) for row in rows), default=0)
            score = (known, likely, _regularity(rows), -rank, -order)
            if best is None or score > best[0]:
                best = (score, encoding, text, delimiter)
    assert best is not None  # noqa: S101  # candidates is not empty
    _score, encoding, text, delimiter = best
    if _control_share(text) > 0.05:
        raise not_a_table()
    rows = []
    for row in _parse(text, delimiter):
        rows.append(row)
        if len(rows) > MAX_ROWS:
            raise _too_many()
    while rows and rows[-1].is_blank:
        rows.pop()
    return Table([Sheet("", rows)], NAMES.get(encoding, encoding), delimiter)


def _decodings(data: bytes) -> list[tuple[str, str]]:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            try:
                return [(encoding.removesuffix("-sig"), data.decode(encoding).removeprefix("\ufeff"))]
            except UnicodeDecodeError:
                # A file cut in the middle of a letter: what came before it is still a list.
                return [(encoding.removesuffix("-sig"), data.decode(encoding, "replace").removeprefix("\ufeff"))]
    sample = data[:4000]
    if sample.count(0) > len(sample) // 5:
        little = sample[1::2].count(0) > sample[0::2].count(0)
        encoding = "utf-16-le" if little else "utf-16-be"
        try:
            return [("utf-16", data.decode(encoding))]
        except UnicodeDecodeError:
            return []
    try:
        return [("utf-8", data.decode("utf-8"))]
    except UnicodeDecodeError:
        pass
    # UTF-16 without a mark has few zero bytes where the letters are Chinese or Arabic.
    found = []
    for encoding in ONE_BYTE:
        try:
            found.append((encoding, data.decode(encoding)))
        except UnicodeDecodeError:
            continue
    for encoding in ("utf-16-le", "utf-16-be"):
        if (len(data) % 2 == 0 and b"\n\x00" in data) or b"\x00\n" in data:
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            if "\n" in text:
                found.append(("utf-16", text))
    return found


_WORD = re.compile(r"[^\W\d_]+(?:[\u064b-\u0652]+[^\W\d_]*)*")


def _likelihood(text: str) -> float:
    """How much ``text`` looks like words: one script a word, capitals in front, no signs amid letters."""
    score = 0.0
    words = _WORD.findall(text[:20_000])
    for word in words:
        if word.isascii():
            continue
        scripts = {_script(char) for char in word}
        if len(scripts) > 1:
            score -= 3
        elif scripts == {"LATIN"}:
            plain = sum(char.isascii() for char in word)
            score += 2 if plain * 2 >= len(word) else -2
        elif scripts == {"CYRILLIC"}:
            score += 2 if word.islower() or word.isupper() or word[1:].islower() else -2
        else:
            score += 2 if len(word) > 1 else -1
    odd = sum(
        unicodedata.category(char) in {"Cc", "Cn", "Co", "So", "Sk", "Sm", "Sc"} for char in text if char > "\x7f"
    )
    return (score - odd) / max(len(words), 1)


def _script(char: str) -> str:
    return unicodedata.name(char, "?").partition(" ")[0]


def _control_share(text: str) -> float:
    head = text[:20_000]
    odd = sum(char in "\x00\ufffd" or (char < " " and char not in "\t\r\n") for char in head)
    return odd / max(len(head), 1)


def _regularity(rows: list[Row]) -> float:
    """How many lines have as many cells as most have, if that is more than one."""
    widths = [len(row.cells) for row in rows if len(row.cells) > 1]
    return max((widths.count(width) * min(width, 12) for width in set(widths)), default=0) / max(len(rows), 1)


def _parse(text: str, delimiter: str, limit: int | None = None) -> Iterator[Row]:
    first, separator, rest = text.partition("\n")
    skipped = 0
    # Excel's own hint about the delimiter; whatever it names, it is no line of the list.
    hint = re.fullmatch(r"sep=(.)\r?", first.strip("\ufeff"))
    if hint and separator:
        text, skipped = rest, 1
        if hint[1] in HINTED:
            delimiter = hint[1]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    before = 0
    count = 0
    while limit is None or count < limit:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            # One cell of more than 128 kB: an opening quotation mark that nobody closed.
            raise Refused(
                _("A quotation mark in line %(line)s is opened and never closed. Repair it and choose the file again.")
                % {"line": digits(str(before + skipped + 1))},
                code="open_quote",
                field="file",
            ) from error
        yield Row(before + skipped + 1, _trim([cell[:MAX_CELL] for cell in cells[:MAX_COLUMNS]]))
        before = reader.line_num
        count += 1


# --- out -----------------------------------------------------------------------

Cell = str | int | float | dt.date | None
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
_BREAKS = re.compile("[\t\r\n\x85\u2028\u2029]+")
_LIVE = "=+-@"
_INNER = re.compile(r"(?<=;)(?=[\s\"']*[=+\-@＝＋－＠])")


def harmless(text: str) -> str:
    """``text`` as a cell that no spreadsheet runs: an apostrophe goes before what would start a formula.

    Looks through full-width signs, blanks and invisible characters in front. A semicolon ends a cell where
    that is the list separator, so what follows one is treated alike.
    """
    text = _ILLEGAL.sub("", _BREAKS.sub(" ", text))
    seen = unicodedata.normalize("NFKC", text)
    start = next((c for c in seen if not c.isspace() and unicodedata.category(c) not in {"Cf", "Cc", "Mn", "Zs"}), "")
    if start and start in _LIVE:
        text = "'" + text
    return _INNER.sub("'", text)


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """CSV as UTF-8 with a byte-order mark (Excel needs it), line by line, every text quoted and harmless."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    yield b"\xef\xbb\xbf"
    for row in (headers, *rows) if isinstance(rows, list | tuple) else _chain(headers, rows):
        writer.writerow([_plain(cell) for cell in row])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def _chain(headers: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    yield headers
    yield from rows


def _plain(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return harmless(cell) if isinstance(cell, str) else cell


def write_xlsx(title: str, headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook with one sheet; texts are typed as texts and harmless, numbers stay numbers."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or "1")
    sheet.freeze_panes = "A2"
    for row in _chain(headers, rows):
        line = []
        for cell in row:
            written = WriteOnlyCell(sheet, None)
            value = _plain(cell)
            if isinstance(value, str):
                value = value[:32_000]
            written.value = value
            if isinstance(value, str):
                written.data_type = "s"
            line.append(written)
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
