"""Ways in which a list of people comes broken, odd or hostile: each takes a list and gives the bytes of a file."""

from __future__ import annotations

import datetime as dt
import io
import random
import unicodedata
import zipfile

import openpyxl

type Grid = list[list[str]]

ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp1252", "cp1251", "cp1256",
    "latin-1", "mac-roman", "gb18030", "shift-jis", "koi8-r", "cp037",
)  # fmt: skip
DELIMITERS = (",", ";", "\t", "|", ":", " ", "\x1f", "，")
MARKS = (
    "\u200f",
    "\u200e",
    "\u202e",
    "\u2066",
    "\u2069",
    "\u200b",
    "\ufeff",
    "\U000e0041",
    "\u0000",
    "\u0301",
    "\u200d",
)
FORMULAS = ('=HYPERLINK("http://x.example","here")', "=1+1", "+cmd|' /C calc'!A1", "@SUM(A1)", "-2+3", "=A1", "\t=1")
LINE_ENDS = ("\r\n", "\n", "\r", "\r\r\n", "\n\r", "\x85", "\u2028", "\x0b")


# --- what is in the list -----------------------------------------------------------------------------


def _cell(grid: Grid, chance: random.Random) -> tuple[list[str], int]:
    row = chance.choice([row for row in grid if row])
    return row, chance.randrange(len(row))


def marks_inside(grid: Grid, chance: random.Random) -> None:
    for _ in range(chance.randrange(1, 60)):
        row, n = _cell(grid, chance)
        place = chance.randrange(len(row[n]) + 1)
        row[n] = row[n][:place] + chance.choice(MARKS) + row[n][place:]


def a_very_long_cell(grid: Grid, chance: random.Random) -> None:
    row, n = _cell(grid, chance)
    row[n] = chance.choice(["x", "٣", "=", "@", "a@b.", "é"]) * chance.choice([151, 201, 255, 2_001, 32_767, 140_000])


def ten_thousand_columns(grid: Grid, chance: random.Random) -> None:
    for row in chance.sample(grid, min(3, len(grid))):
        row.extend(chance.choice([["", "x"], [""], ["E-mail"]]) * 5_000)


def header_again(grid: Grid, chance: random.Random) -> None:
    for _ in range(chance.randrange(1, 4)):
        grid.insert(chance.randrange(len(grid)), list(chance.choice(grid[:6])))


def columns_doubled(grid: Grid, chance: random.Random) -> None:
    n = chance.randrange(max(len(row) for row in grid))
    for row in grid:
        row.append(row[n] if n < len(row) else "")


def columns_swapped(grid: Grid, chance: random.Random) -> None:
    width = max(len(row) for row in grid)
    order = chance.sample(range(width), width)
    grid[:] = [[row[n] if n < len(row) else "" for n in order] for row in grid]


def a_column_gone(grid: Grid, chance: random.Random) -> None:
    n = chance.randrange(max(len(row) for row in grid))
    grid[:] = [row[:n] + row[n + 1 :] for row in grid]


def cells_moved(grid: Grid, chance: random.Random) -> None:
    for _ in range(chance.randrange(1, 20)):
        row, n = _cell(grid, chance)
        row.insert(n, "") if chance.random() < 0.5 else row.pop(n)


def formulas(grid: Grid, chance: random.Random) -> None:
    for _ in range(chance.randrange(1, 30)):
        row, n = _cell(grid, chance)
        row[n] = chance.choice(FORMULAS)


def people_twice(grid: Grid, chance: random.Random) -> None:
    for _ in range(chance.randrange(1, 20)):
        row = chance.choice(grid)
        spelt = chance.choice([str.upper, str.title, str.swapcase, lambda text: f" {text}\u00a0", lambda text: text])
        grid.append([spelt(cell) for cell in row])


def look_alike_addresses(grid: Grid, chance: random.Random) -> None:
    """Letters that become others when capitals are forgotten: long s, Kelvin, dotless and dotted i, full width."""
    table = str.maketrans(chance.choice([{"s": "ſ"}, {"k": "\u212a"}, {"i": "ı"}, {"i": "İ"}, {"@": "＠"}, {"o": "о"}]))
    for row in chance.sample(grid, min(8, len(grid))):
        row[:] = [cell.translate(table) if "@" in cell else cell for cell in row]
        grid.append(list(row))


def letters_taken_apart(grid: Grid, chance: random.Random) -> None:
    form = chance.choice(["NFD", "NFKC", "NFKD"])
    grid[:] = [[unicodedata.normalize(form, cell) for cell in row] for row in grid]


def empty_lines(grid: Grid, chance: random.Random) -> None:
    for _ in range(chance.randrange(1, 80)):
        grid.insert(chance.randrange(len(grid) + 1), chance.choice([[], [""], [" ", "\u00a0"], [""] * 8]))


def nothing_below(grid: Grid, chance: random.Random) -> None:
    del grid[chance.randrange(1, 8) :]


def nothing(grid: Grid, chance: random.Random) -> None:
    """The list as it is: what is broken comes with the file."""


CONTENTS = [
    marks_inside, a_very_long_cell, ten_thousand_columns, header_again, columns_doubled, columns_swapped, a_column_gone,
    cells_moved, formulas, people_twice, look_alike_addresses, letters_taken_apart, empty_lines, nothing_below,
    nothing, nothing,
]  # fmt: skip


# --- how it is written ------------------------------------------------------------------------------


def as_text(grid: Grid, chance: random.Random) -> bytes:
    """Delimited text: one delimiter or several, one line end or several, quotes in odd places."""
    delimiter = chance.choice(DELIMITERS[:4] if chance.random() < 0.7 else DELIMITERS)
    ends = chance.choices(LINE_ENDS, k=2) if chance.random() < 0.3 else ["\r\n"]
    mixed = chance.random() < 0.1
    text = chance.choice(["", "", "", "", "sep=;\n", "sep=,\r\n", 'sep="\n', "sep=\r\n", "sep=\x00\n", "sep=e\n"])
    for row in grid:
        between = chance.choice(DELIMITERS) if mixed else delimiter
        cells = [
            '"' + cell.replace('"', '""') + '"' if between in cell or chance.random() < 0.2 else cell for cell in row
        ]
        text += between.join(cells) + chance.choice(ends)
    if chance.random() < 0.1:
        place = chance.randrange(len(text))
        text = text[:place] + chance.choice(['"', '""', "'", "\\", '"\n"']) + text[place:]
    encoding = chance.choice(ENCODINGS[:10] if chance.random() < 0.8 else ENCODINGS)
    return text.encode(encoding, "replace")


def as_workbook(grid: Grid, chance: random.Random) -> bytes:
    """A workbook, with numbers, dates, truth values, errors and formulas among its cells."""
    book = openpyxl.Workbook()
    sheet = book.active
    for _ in range(chance.choice([0, 0, 1, 60])):
        book.create_sheet(index=0).append(["Notes", "for the office"])
    top, start = chance.choice([(0, 0), (0, 0), (3, 0), (0, 2), (70, 0), (900, 50)])
    odd = [5, 5.5, 1e300, float("inf"), True, None, dt.datetime(2026, 3, 1), dt.time(9), dt.date(1900, 1, 1), "#REF!"]  # noqa: DTZ001
    for y, row in enumerate(grid, start=1 + top):
        for x, text in enumerate(row[:200], start=1 + start):
            value: object = openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", text)[:32_767]
            if chance.random() < 0.005:
                value = chance.choice(odd)
            if value not in ("", None):
                sheet.cell(y, x, value)
    if chance.random() < 0.2:
        sheet.merge_cells("A1:C1")
    if chance.random() < 0.1:
        sheet.sheet_state = "hidden" if len(book.sheetnames) > 1 else "visible"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# --- what happens to the file on its way -------------------------------------------------------------


def bits_flipped(data: bytes, chance: random.Random) -> bytes:
    broken = bytearray(data)
    for _ in range(chance.choice([1, 2, 8, 64])):
        broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
    return bytes(broken)


def cut_off(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))] if chance.random() < 0.7 else data[chance.randrange(len(data)) :]


def zeros_inserted(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice([1, 3, 40])):
        place = chance.randrange(len(data) + 1)
        data = data[:place] + b"\0" * chance.choice([1, 2, 512]) + data[place:]
    return data


def pieces_swapped(data: bytes, chance: random.Random) -> bytes:
    one, two, three = sorted(chance.choices(range(len(data) + 1), k=3))
    return data[:one] + data[two:three] + data[one:two] + data[three:]


def read_wrongly_and_saved(data: bytes, chance: random.Random) -> bytes:
    return data.decode(chance.choice(ENCODINGS[7:12]), "replace").encode(chance.choice(ENCODINGS[:5]), "replace")


def twice_in_one_file(data: bytes, chance: random.Random) -> bytes:
    return data + chance.choice([b"", b"\n", b"\r\n\x1a", b"\xef\xbb\xbf"]) + data


def under_another_flag(data: bytes, chance: random.Random) -> bytes:
    return (
        chance.choice([b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"%PDF", b"\xd0\xcf\x11\xe0"]) + data
    )


def as_it_is(data: bytes, chance: random.Random) -> bytes:
    return data


ON_ITS_WAY = [
    as_it_is, as_it_is, as_it_is, bits_flipped, cut_off, zeros_inserted, pieces_swapped, read_wrongly_and_saved,
    twice_in_one_file, under_another_flag,
]  # fmt: skip


# --- what is done to workbooks only -----------------------------------------------------------------


def _rewritten(data: bytes, change, extra=()) -> bytes:
    source = zipfile.ZipFile(io.BytesIO(data))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            part = change(name, source.read(name))
            if part is not None:
                archive.writestr(name, part)
        for name, part in extra:
            archive.writestr(name, part)
    return out.getvalue()


def a_part_broken(data: bytes, chance: random.Random) -> bytes:
    """One part damaged and the zip around it sound, so that the parser meets the damage and not the checksum."""
    victim = chance.choice(zipfile.ZipFile(io.BytesIO(data)).namelist())
    how = chance.choice(
        [bits_flipped, cut_off, zeros_inserted, pieces_swapped, lambda part, _: None, lambda part, _: b""]
    )
    return _rewritten(data, lambda name, part: how(part, chance) if name == victim else part)


def a_bomb(data: bytes, chance: random.Random) -> bytes:
    name = chance.choice(["xl/media/a.png", "xl/sharedStrings.xml2", "xl/worksheets/sheet77.xml", "x"])
    return _rewritten(data, lambda _, part: part, [(name, b"0" * chance.choice([2_000_000, 60_000_000]))])


def a_swollen_part(data: bytes, chance: random.Random) -> bytes:
    """The list itself is the bomb: a hundred thousand rows of nothing."""
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(5000, 105_000))
    return _rewritten(data, lambda name, part: part.replace(b"</sheetData>", rows + b"</sheetData>"))


def zips_in_zips(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randrange(1, 30)):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(chance.choice(["a.zip", "xl/workbook.xml", "../../etc/x"]), data)
        data = out.getvalue()
    return data


def many_parts(data: bytes, chance: random.Random) -> bytes:
    return _rewritten(data, lambda _, part: part, [(f"xl/media/{n}", b"") for n in range(chance.choice([300, 5_000]))])


def entities(data: bytes, chance: random.Random) -> bytes:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">%s]>' % chance.choice(
        [b"", b'<!ENTITY f SYSTEM "file:///etc/passwd">']
    )
    return _rewritten(data, lambda name, part: bomb + part if chance.random() < 0.5 else part)


def lies_about_its_size(data: bytes, chance: random.Random) -> bytes:
    lie = chance.choice([b'ref="A1:XFD1048576"', b'ref="A1"', b'ref="ZZZZ99:A1"', b'ref=""', b'ref="\xd9\xa3"'])
    return _rewritten(
        data,
        lambda name, part: (
            part.replace(b'<dimension ref="', b"<dimension " + lie + b' x="') if "sheet" in name else part
        ),
    )


def strings_that_are_not_there(data: bytes, chance: random.Random) -> bytes:
    number = chance.choice([b"999999", b"-1", b"x", b"1e9", b""])
    return _rewritten(data, lambda name, part: part.replace(b"<v>7</v>", b"<v>" + number + b"</v>"))


WORKBOOKS = [
    a_part_broken, a_part_broken, a_part_broken, a_bomb, a_swollen_part, zips_in_zips, many_parts, entities,
    lies_about_its_size, strings_that_are_not_there,
]  # fmt: skip


def mutated(grid: Grid, real: bytes, chance: random.Random) -> tuple[bytes, str]:
    """A broken or odd file made from a list (its cells, and the bytes of its real file), and what was done to it."""
    done = []
    if chance.random() < 0.25:
        data = real
    else:
        grid = [list(row) for row in grid]
        for change in chance.sample(CONTENTS, chance.choice([1, 1, 2, 3])):
            change(grid, chance)
            done.append(change.__name__)
        write = chance.choice([as_text, as_text, as_workbook])
        data = write(grid, chance)
        done.append(write.__name__)
    spoil = chance.choice(WORKBOOKS if data.startswith(b"PK") and chance.random() < 0.5 else ON_ITS_WAY)
    if data:
        data = spoil(data, chance)
        done.append(spoil.__name__)
    return data, ", ".join(done)
