"""What stands on the paper: every name whole, in any script, on one page, the same bytes every time."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import itertools
import re
import shutil
import socket
import subprocess
import unicodedata

import pypdf
import pytest

from certificates.actions import issue_certificate, render_due
from certificates.actions.render import page_of
from certificates.pdf import background, document, faces, fonts, measure
from certificates.wording import TEXTS, Run, Words, texts
from courses.models import Mode
from lms.common.languages import CODES

pytestmark = pytest.mark.once

NAMES = {
    "Arabic with vowel signs": "مُحَمَّد بنُ عبدِ العزيز",
    "Chinese": "欧阳娜娜",
    "long Latin": "Maria Fernanda Guadalupe de los Ángeles Rodríguez-Santamaría y Hernández-Villavicencio",
    "Vietnamese": "Nguyễn Thị Ánh Tuyết",
    "Kazakh": "Айгүл Қасымбекқызы Әлімжанова",
    "mixed": "王 Xiaoming Wang-O’Neill",
    "Yoruba": "Ọ̀ṣunlékè Adébáyọ",
    "Urdu": "فیصل چوہدری",
}
needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils is not installed")


def make_page(language: str, **changes) -> document.Page:
    words = Words(language)
    fields = {
        "language": language,
        "heading": words["heading_completion"],
        "name": "Thandiwe Chirwa",
        "sentence": words.sentence(
            title=changes.pop("title", "AI for Safer Children 2026"),
            mode=Mode.IN_PERSON,
            city="Harare",
            country="Zimbabwe",
            dates=(dt.date(2026, 11, 30), dt.date(2026, 12, 1)),
            hours=14,
            host="Zimbabwe Republic Police",
            passed=True,
        ),
        "number": "A4SC-2026-00588-H",
        "code": "7K2M-9QXR-41TB-VW0D-EZ8P-3HNC",
        "verify_url": "https://learn.example.org/verify/7k2m9qxr41tbvw0dez8p3hnc/",
        "verify_site": "learn.example.org/verify",
        "issued_on": dt.date(2026, 12, 3),
        "signatories": (("Dr Elena Marković", words["first_function"]), ("", words["second_function"])),
    }
    return document.Page(**fields | changes)


def plain(text: str) -> str:
    """Text as a search would compare it: compatibility forms and direction marks away."""
    folded = unicodedata.normalize("NFKC", text)
    return re.sub(r"\s+", " ", "".join(char for char in folded if unicodedata.category(char) != "Cf")).strip()


def poppler(tool: str, data: bytes, *options: str) -> str:
    return subprocess.run([tool, *options, "-", "-"], input=data, capture_output=True, check=True).stdout.decode()


@needs_poppler
@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_every_name_can_be_read_and_searched_in_every_language(language, name):
    data = document.render(make_page(language, name=name))

    text = plain(poppler("pdftotext", data))
    assert plain(name) in text
    assert len(pypdf.PdfReader(io.BytesIO(data)).pages) == 1


@pytest.mark.parametrize("language", CODES)
def test_all_faces_are_embedded_and_the_page_is_a4_landscape(language):
    reader = pypdf.PdfReader(io.BytesIO(document.render(make_page(language))))
    page = reader.pages[0]

    assert [round(float(side)) for side in page.mediabox[2:]] == [842, 595]
    for font in page["/Resources"]["/Font"].values():
        descriptor = font["/FontDescriptor"]
        assert "/FontFile2" in descriptor
        assert "Cert" in font["/BaseFont"]
    assert "/Helvetica" not in str(page["/Resources"])


@pytest.mark.parametrize("language", CODES)
def test_the_file_says_its_language_direction_and_title_but_not_the_name(language):
    data = document.render(make_page(language, name="Thandiwe Chirwa"))
    reader = pypdf.PdfReader(io.BytesIO(data))
    root = reader.trailer["/Root"]

    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/ViewerPreferences"].get("/Direction") == ("/R2L" if language == "ar" else None)
    assert "A4SC-2026-00588-H" in reader.metadata.title
    assert "Chirwa" not in str(reader.metadata)
    assert b"Chirwa" not in root["/Metadata"].get_data()


def test_the_same_page_gives_the_same_bytes():
    first, second = (document.render(make_page("ar", name=NAMES["Arabic with vowel signs"])) for _ in range(2))

    assert first == second
    assert first != document.render(make_page("ar", name="Another"))


@needs_poppler
@pytest.mark.parametrize(
    "name",
    [
        "<img src='http://127.0.0.1:9/x'>",
        "<link rel=stylesheet href=//e.example>",
        "@import url(http://127.0.0.1:9/)",
        "</div><b>& Co",
        "{{ page.code }} {% now 'Y' %}",
        "&lt;script&gt;",
        "<svg><image href='/etc/passwd'/>",
        "<pdf:barcode value='1'/>",
    ],
)
def test_markup_in_a_name_is_shown_as_it_is_and_nothing_is_fetched(name, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a certificate opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    data = document.render(make_page("en", name=name))
    text = poppler("pdftotext", data)
    assert "".join(name.split()) in "".join(text.split())


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize(
    "title", ["A" * 200, "Investigating with care " * 8, "人工智能培训" * 33, "دورة تدريبية " * 15]
)
def test_nothing_leaves_the_page_or_lies_upon_something_else(language, title):
    name = NAMES["long Latin"] * 3
    sheet = document._lay_out(make_page(language, name=name[:300], title=title[:200]))

    for line in sheet.lines:
        used = sum(measure.width(run.text, line.families, line.size, bold=run.bold) for run in line.runs)
        assert used <= line.wide + 0.1
        assert line.x >= 0
        assert line.x + line.wide <= background.WIDTH
        assert line.top + line.leading < background.HEIGHT
    boxes = sorted((line.top, place) for place, line in enumerate(sheet.lines) if line.wide == document.COLUMN)
    for (top, above), (below, _place) in itertools.pairwise(boxes):
        assert below >= top + sheet.lines[above].size * 0.9


def test_arabic_is_the_mirror_of_english():
    english, arabic = (document._lay_out(make_page(language)) for language in ("en", "ar"))

    assert english.lines[0].x == document.START
    assert arabic.lines[0].x + arabic.lines[0].wide == pytest.approx(background.WIDTH - document.START)
    assert {line.align for line in arabic.lines} == {"right"}


def test_a_name_shrinks_before_it_takes_two_lines():
    def sizes(name):
        sheet = document._lay_out(make_page("en", name=name))
        return [line.size for line in sheet.lines if any(run.text in name for run in line.runs)]

    assert sizes("Amina Al Khalifa") == [34]
    (fitted,) = sizes("Maximiliana Alexandrina Konstantinopoulou-Rodríguez")
    assert 20 <= fitted < 34
    assert len(sizes(NAMES["long Latin"])) == 2


def test_the_qr_code_is_the_one_of_the_address(tmp_path):
    zbar = shutil.which("zbarimg")
    if not zbar or not shutil.which("pdftoppm"):
        pytest.skip("zbar-tools or poppler-utils is not installed")
    page = make_page("ar")
    (tmp_path / "page.pdf").write_bytes(document.render(page))
    subprocess.run(["pdftoppm", "-r", "80", "-png", "-singlefile", "page.pdf", "page"], cwd=tmp_path, check=True)
    told = subprocess.run([zbar, "-q", "--raw", "page.png"], cwd=tmp_path, capture_output=True, check=True)
    assert told.stdout.decode().strip() == page.verify_url


def test_what_is_stored_is_what_was_hashed(certificate, stored):
    data = stored(certificate)

    assert hashlib.sha256(data).hexdigest() == certificate.sha256
    assert document.render(page_of(certificate)) == data


def test_a_broken_page_is_never_stored(attended, coordinator, monkeypatch):
    issued = issue_certificate(enrolment=attended, actor=coordinator)

    def fail(page):
        raise document.RenderFailed(page.number)

    monkeypatch.setattr(document, "render", fail)
    assert render_due() == 0
    issued.refresh_from_db()
    assert not issued.is_ready
    assert issued.job.last_error
    assert issued.job.done_at is None


# --- Words ---------------------------------------------------------------------------


def test_no_language_lacks_a_word():
    english = texts()["en"]
    for language in CODES:
        assert texts()[language].keys() == english.keys(), language
        for key in english:
            if key != "hours":
                wanted = set(re.findall(r"{(\w+)}", english[key])) - {
                    "d",
                    "d2",
                    "m",
                    "m2",
                    "y",
                    "y2",
                    "month",
                    "month2",
                }
                assert wanted <= set(re.findall(r"{(\w+)}", texts()[language][key])) | {"place"}, (language, key)


@pytest.mark.parametrize(
    ("language", "first", "last", "said"),
    [
        ("en", "2026-11-30", "2026-12-01", "on 30 November and 1 December 2026"),
        ("en", "2026-03-03", "2026-03-05", "from 3 to 5 March 2026"),
        ("en", "2026-12-31", "2027-01-01", "on 31 December 2026 and 1 January 2027"),
        ("fr", "2026-05-01", "2026-05-02", "les 1er et 2 mai 2026"),
        ("es", "2026-03-03", "2026-03-03", "el 3 de marzo de 2026"),
        ("ru", "2026-11-30", "2026-12-01", "30 ноября и 1 декабря 2026 года"),
        ("ar", "2026-11-30", "2026-12-01", "يومي ٣٠ تشرين الثاني/نوفمبر و١ كانون الأول/ديسمبر ٢٠٢٦"),
        ("zh-hans", "2026-11-30", "2026-12-02", "2026年11月30日至12月2日"),
    ],
)
def test_dates_as_each_language_writes_them(language, first, last, said):
    dates = Words(language).dates(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    assert dates.replace("\xa0", " ") == said


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [("ru", 21, "21 час"), ("ru", 14, "14 часов"), ("ar", 2, "ساعتان"), ("ar", 14, "١٤ ساعة"), ("fr", 1, "1 heure")],
)
def test_hours_with_the_right_plural(language, number, said):
    assert Words(language).hours(number).replace("\xa0", " ") == said


@pytest.mark.parametrize("language", CODES)
def test_every_printed_word_can_be_drawn(language):
    assert fonts.missing_letters(TEXTS.read_text(encoding="utf-8")) == []
    words = Words(language)
    assert fonts.missing_letters("".join(words.month(month) for month in range(1, 13))) == []


def test_braces_in_a_title_stay_braces():
    runs = Words("en").sentence(
        title="{host} {0}", mode="in_person", city="{title}", country="", dates=None, hours=2, host="{x}", passed=False
    )
    said = "".join(run.text for run in runs)
    assert "{host} {0}" in said
    assert "{title}" in said


# --- Lines ---------------------------------------------------------------------------


def test_chinese_breaks_between_characters_but_never_before_a_full_stop():
    fonts.register()
    sentence = "参加了联合国区域间犯罪和司法研究所举办的“全国人工智能培训”（共14小时），并通过了培训后测试。" * 2
    lines = measure.break_lines([Run(sentence)], fonts.families_for("zh"), 16, 200, chinese=True)

    assert "".join(run.text for line in lines for run in line) == sentence
    assert len(lines) > 5
    for line in lines:
        text = "".join(run.text for run in line)
        assert text[0] not in measure.NEVER_FIRST
        assert text[-1] not in measure.NEVER_LAST


def test_a_bold_title_keeps_its_quotation_marks_on_its_line():
    fonts.register()
    runs = Words("fr").sentence(
        title="Formation nationale", mode="online", city="", country="", dates=None, hours=2, host="", passed=True
    )
    for room in range(120, 500, 20):
        for line in measure.break_lines(runs, fonts.families_for("fr"), 16, room):
            text = "".join(run.text for run in line).replace("\u2068", "").replace("\u2069", "")
            assert not text.startswith(("»", ",", "."))
            assert not text.rstrip().endswith("«")


# --- Faces ---------------------------------------------------------------------------


def test_a_face_that_is_there_and_intact_is_left_alone(tmp_path, monkeypatch):
    made = []
    monkeypatch.setattr(faces, "make", lambda face: made.append(face.name) or f"face {face.name}".encode())

    assert len(faces.build(tmp_path)) == len(faces.FACES)
    assert faces.build(tmp_path) == []
    (tmp_path / "CertHan-Regular.ttf").write_bytes(b"cut off")
    assert faces.build(tmp_path) == ["CertHan-Regular"]
    assert len(made) == len(faces.FACES) + 1
    assert not list(tmp_path.glob(".*"))


def test_a_font_package_with_other_content_is_refused():
    from lms.common.errors import Refused

    with pytest.raises(Refused):
        faces.Source(faces.ARABIC.package, faces.ARABIC.path, "0" * 64).read()


def test_invisible_marks_have_no_width():
    fonts.register()
    assert measure.width("\u2068Ana\u2069\u200f", fonts.families_for("en"), 10) == pytest.approx(
        measure.width("Ana", fonts.families_for("en"), 10)
    )
