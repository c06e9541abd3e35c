"""Files in and out: whatever comes, and nothing that runs."""

from __future__ import annotations

import contextlib
import csv
import io
import random
import unicodedata
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.common.errors import Refused
from lms.common.spreadsheets import harmless, read_table, write_csv, write_xlsx
from lms.common.texts import clean_text, fold

KNOWN = {"given name", "e-mail", "имя", "эл. почта", "الاسم", "البريد"}


def recognise(cells):
    return len({cell.strip().lower() for cell in cells} & KNOWN)


def rows_of(data):
    return [row.cells for row in read_table(data, recognise=recognise).sheets[0].rows]


class TestCleanText:
    @given(st.text())
    def test_it_is_done_once_and_keeps_every_letter(self, text):
        cleaned = clean_text(text)
        assert clean_text(cleaned) == cleaned
        assert unicodedata.is_normalized("NFC", cleaned)
        assert cleaned == cleaned.strip()

    @given(st.text(st.characters(categories=["L", "Mn", "Nd", "Pd"])))
    def test_letters_marks_and_hyphens_are_kept_code_point_for_code_point(self, text):
        assert clean_text(f"  {text}\u202e\u200b ") == unicodedata.normalize("NFC", text)

    def test_joiners_stay_controls_go(self):
        assert clean_text("\ufeff می\u200cخواهم\u2066\U000e0041\x00 ") == "می\u200cخواهم"
        assert clean_text("Mary\r\nAnn") == "Mary Ann"

    def test_folding_forgets_marks_and_apostrophes(self):
        assert fold("Côte d’Ivoire") == fold(" COTE D'IVOIRE ") == "cote divoire"


class TestHarmless:
    @given(st.text())
    def test_no_cell_starts_a_formula_however_it_is_looked_at(self, text):
        for delimiter in ",;":
            line = b"".join(write_csv(["x"], [[text, "y"]])).decode("utf-8-sig").split("\r\n", 1)[1]
            for row in csv.reader(io.StringIO(line), delimiter=delimiter):
                for cell in row:
                    seen = unicodedata.normalize("NFKC", cell).lstrip(' "\t\r\n\ufeff\u200b')
                    assert not seen.startswith(("=", "+", "-", "@"))

    @pytest.mark.parametrize(
        "cell",
        ["=1+1", "\t=1", "\r=1", "\n=1", " =1", "\ufeff=1", "＝1", "＋1", "－1", "＠x", "\u200b=1", "\x00=1", "@a"],
    )
    def test_known_ways_in_are_shut(self, cell):
        assert harmless(cell).startswith("'")
        book = openpyxl.load_workbook(io.BytesIO(write_xlsx("t", ["h"], [[cell, 5]])))
        assert book.active["A2"].data_type in {"s", "inlineStr"}
        assert str(book.active["A2"].value).startswith("'")
        assert book.active["B2"].value == 5

    def test_names_are_left_alone(self):
        assert harmless("Jean-Luc O’Neill") == "Jean-Luc O’Neill"


class TestText:
    @pytest.mark.parametrize(
        ("encoding", "text"),
        [
            ("utf-8", "given name,e-mail\nЖенна,a@b.org\n"),
            ("utf-8-sig", "given name;e-mail\n李;a@b.org\n"),
            ("utf-16", "given name\te-mail\nΩ\ta@b.org\n"),
            ("utf-16-be", "given name,e-mail\nAna,a@b.org\n"),
            ("cp1252", "given name;e-mail\nJosé Ibáñez;a@b.org\nFrançois;c@d.org\n"),
            ("cp1251", "Имя;Эл. почта\nНаталья;a@b.org\nЁлкин;c@d.org\n"),
            ("cp1256", "الاسم,البريد\nعبد الرحمن,a@b.org\nزهرة,c@d.org\n"),
        ],
    )
    def test_encodings_and_delimiters_of_offices(self, encoding, text):
        expected = [line.replace(";", ",").replace("\t", ",").split(",") for line in text.splitlines()]
        assert rows_of(text.encode(encoding)) == expected

    def test_line_numbers_are_those_of_the_file(self):
        data = b'sep=;\r\ngiven name;e-mail\r\n"two\r\nlines";a@b.org\r\n\r\nlast;c@d.org\r\n'
        rows = read_table(data, recognise=recognise).sheets[0].rows
        assert [row.number for row in rows] == [2, 3, 5, 6]


def workbook(rows, **sheets) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class TestWorkbooks:
    def test_numbers_and_formulas_become_texts(self):
        assert rows_of(workbook([["a", 5, 5.0, "=1+1"]])) == [["a", "5", "5", "=1+1"]]

    @pytest.mark.parametrize("name", ["xl/sharedStrings.xml", "xl/worksheets/sheet9.xml"])
    def test_a_small_file_that_swells_is_not_opened(self, name):
        out = io.BytesIO(workbook([["a"]]))
        with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name + "x", b"0" * (60 * 1024 * 1024))
        with pytest.raises(Refused) as refused:
            read_table(out.getvalue(), recognise=recognise)
        assert refused.value.code == "swollen"

    def test_entities_are_not_unfolded(self):
        source = zipfile.ZipFile(io.BytesIO(workbook([["a"]])))
        out = io.BytesIO()
        bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        with zipfile.ZipFile(out, "w") as archive:
            for name in source.namelist():
                data = source.read(name)
                if name.endswith("sheet1.xml"):
                    data = bomb.encode() + data.replace(b"<sheetData>", b"<sheetData>&b;")
                archive.writestr(name, data)
        with pytest.raises(Refused):
            read_table(out.getvalue(), recognise=recognise)


@pytest.mark.soak(small=1, large=200)
def test_odd_and_broken_files_are_read_or_refused_never_more(rounds):
    """Flipped bytes, cut files, wrong encodings: a table or one sentence."""
    chance = random.Random(229)
    text = "given name,e-mail\nЖенна,a@b.org\n李,c@d.org\nعبد,e@f.org\n" * 5
    book = workbook([["given name", "e-mail"], *[[f"n{n}", f"n{n}@b.org"] for n in range(20)]])
    seeds = [
        book,
        text.encode(),
        text.encode("utf-16"),
        text.encode("utf-8-sig"),
        b"\x00" * 50,
        b"PK\x05\x06" + b"\0" * 18,
    ]
    said: set[str] = set()
    for _ in range(rounds * 150):
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.randrange(12)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.random() < 0.3:
            del data[chance.randrange(1, len(data)) :]
        try:
            read_table(bytes(data), recognise=recognise)
        except Refused as refusal:
            said.add(str(refusal))
    assert "" not in said


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    with contextlib.suppress(Refused):
        assert read_table(data, recognise=recognise).sheets
