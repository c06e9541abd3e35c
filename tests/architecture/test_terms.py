"""One term, one word: the glossary's words stand in the texts, and the words that it rules out do not.

docs/glossary.md is the authority. Its tables are read here, so a word changed there is looked for from then on.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from lms.common import catalogues
from lms.common.languages import CODES
from lms.demo import comments, talk

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = ROOT / "docs" / "glossary.md"
# The columns of the glossary's tables, in their order.
COLUMNS = ("en", "ar", "zh-hans", "fr", "ru", "es")
LOCALE = {"zh-hans": "zh_Hans"}
PRINCIPLES = {
    "lawfulness": "Lawfulness",
    "harm-minimization": "Minimization of harm",
    "human-autonomy": "Human autonomy",
    "fairness": "Fairness",
    "good-governance": "Good governance",
}


def cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def tables(text):
    """Each table of a page as its heading and its rows, the row of titles first."""
    heading, rows = "", []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            if not re.fullmatch(r"[|\s:-]+", line):
                rows.append(cells(line))
        else:
            if rows:
                yield heading, rows
                rows = []
            if line.startswith("#"):
                heading = line.lstrip("# ")


def terms():
    """English term → language → word."""
    found = {}
    for _heading, rows in tables(GLOSSARY.read_text(encoding="utf-8")):
        if rows[0][0] == "English":
            found |= {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in rows[1:]}
    return found


def ruled_out():
    """Language → (what to write, what never) pairs."""
    found = {code: [] for code in CODES}
    for heading, rows in tables(GLOSSARY.read_text(encoding="utf-8")):
        if rows[0] == ["Write", "Never"]:
            code = re.fullmatch(r".*\((.+)\)", heading)[1]
            found[code] += [(row[0], variant.strip()) for row in rows[1:] for variant in row[1].split(", ")]
    return found


def plain(text):
    """``text`` to compare by: no case, no Arabic vowel signs, one kind of blank and of apostrophe."""
    text = unicodedata.normalize("NFC", text).casefold().replace("’", "'")
    text = re.sub("[\u064b-\u0652\u0670\u0640]", "", text)
    return re.sub(r"\s+", " ", text)


def pattern(variant):
    """What finds ``variant`` in a text made ``plain``; ``*`` stands for any ending."""
    words = r"\w*".join(re.escape(part) for part in plain(variant).split("*"))
    if re.search("[\u4e00-\u9fff]", variant):
        return re.compile(words)
    # Arabic writes "and", "for", "by", "like" and "the" together with the next word.
    before = "[وف]?(?:[بك]?ال|لل|[بكل])?" if re.search("[\u0600-\u06ff]", variant) else ""
    return re.compile(rf"(?<!\w){before}{words}(?!\w)")


Text = tuple[str, str]


def strings(value, where) -> Iterator[Text]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from strings(inner, f"{where} {key}")
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings(inner, where)


def of_language(value, language, where) -> Iterator[Text]:
    """The texts under every key that is the code of ``language``."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == language:
                yield from strings(inner, where)
            elif key not in CODES:
                yield from of_language(inner, language, f"{where} {key}")
    elif isinstance(value, list | tuple):
        if len(value) == 3 and value[1] == language:
            yield where, value[2]
        for inner in value:
            yield from of_language(inner, language, where)


def content(language) -> Iterator[Text]:
    """Every authored text of ``language`` that lies in the tree."""
    for package in catalogues.PACKAGES:
        for path in sorted((ROOT / package).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix == ".md" and path.parent.name == language:
                yield name, path.read_text(encoding="utf-8")
            elif path.suffix in {".toml", ".json"}:
                read = tomllib.loads if path.suffix == ".toml" else json.loads
                value = read(path.read_text(encoding="utf-8"))
                if path.stem.split(".")[-1] == language:
                    yield from strings(value, name)
                else:
                    yield from of_language(value, language, name)
    for module in (comments, talk):
        yield from of_language(dict(vars(module)), language, module.__name__)


def interface(language) -> Iterator[Text]:
    if language == "en":
        for message in catalogues.extracted():
            yield from strings(message.id, "interface")
        return
    for message in catalogues.read(LOCALE.get(language, language)):
        if message.id:
            yield from strings(message.string, f"catalogue {message.id!r}")


@pytest.fixture(scope="module")
def texts():
    return {code: [*interface(code), *content(code)] for code in CODES}


def test_the_glossary_has_a_word_in_each_language():
    found = terms()
    assert len(found) >= 100
    assert not [english for english, row in found.items() if not all(row.values())]


def test_what_is_to_be_written_is_a_word_of_the_tables():
    words = {code: [plain(row[code]) for row in terms().values()] for code in CODES}
    unknown = [
        (code, write)
        for code, pairs in ruled_out().items()
        for write, _variant in pairs
        if not any(plain(write) in word for word in words[code])
    ]
    assert not unknown


def test_no_word_of_the_tables_is_ruled_out():
    found = [
        (code, row[code], variant)
        for row in terms().values()
        for code in CODES
        for _write, variant in ruled_out()[code]
        if pattern(variant).search(plain(row[code]))
    ]
    assert not found


def test_every_kind_of_text_is_read(texts):
    for code in CODES:
        places = {where.split()[0] for where, _text in texts[code]}
        for wanted in ("courses/builtin", "courses/toolkit", "assessments/data", "certificates/data", "feedback/data"):
            assert any(place.startswith(wanted) for place in places), (code, wanted)
        assert "sessions/data/blueprints.json" in places
        assert len(texts[code]) > 1600


@pytest.mark.parametrize("code", CODES)
def test_no_text_says_what_the_glossary_rules_out(texts, code):
    rules = [(pattern(variant), write) for write, variant in ruled_out()[code]]
    assert rules
    found = [
        f"{where}: “{hit[0]}”, write “{write}”"
        for where, text in texts[code]
        for rule, write in rules
        if (hit := rule.search(plain(text)))
    ]
    assert not found, "\n".join([f"{len(found)} texts", *found[:40]])


@pytest.mark.parametrize(
    ("variant", "text", "is_found"),
    [
        ("attestation*", "Vos attestations", True),
        ("test final", "Après le test\u00a0final", True),
        ("итогов* тест*", "После итогового теста", True),
        ("ضباط", "تقرير للضباط", True),
        ("ضباط", "انضباط", False),
        ("ضباط", "وضبّاط الشرطة", True),
        ("单位", "你们单位的计划", True),
        ("aval", "el intervalo", False),
        ("formación*", "la información", False),
        ("formación*", "Formación", True),
    ],
)
def test_the_search_finds_words_not_pieces_of_words(variant, text, is_found):
    assert bool(pattern(variant).search(plain(text))) == is_found


@pytest.mark.parametrize("code", CODES)
def test_the_principles_have_one_name_everywhere(code):
    words = terms()
    toolkit = tomllib.loads((ROOT / f"courses/toolkit/data/{code}.toml").read_text(encoding="utf-8"))["principles"]
    lesson = (ROOT / f"courses/builtin/two-day/{code}/09-five-principles.md").read_text(encoding="utf-8")
    names = [words[english][code] for english in PRINCIPLES.values()]
    assert [toolkit[slug]["name"] for slug in PRINCIPLES] == names
    assert re.findall(r"^\| \*\*(.+?)\*\* \|", lesson, flags=re.M) == names
    assert words["Toolkit for Responsible AI Innovation in Law Enforcement"][code] in lesson


@pytest.mark.parametrize("code", [code for code in CODES if code != "en"])
def test_the_initiative_has_one_name_everywhere(texts, code):
    word = terms()["AI for Safer Children"][code]
    assert catalogues.read(LOCALE.get(code, code)).get("AI for Safer Children").string == word
    for place in ("certificates/data/texts.toml", "courses/builtin/two-day/course.toml"):
        assert any(where.startswith(place) and word in text for where, text in texts[code]), place


LETTERS = {"ar": "\u0621-\u064a", "zh-hans": "\u4e00-\u9fff", "ru": "а-яёА-ЯЁ"}
# Signs that a careful hand of the language would not set. Addresses, markup and placeholders are taken out before.
SIGNS = {
    "ar": [r"[{ar}] ?[,;?]", r"[\"“”]"],
    "zh-hans": [r"[{zh}][,;:?!.](?![0-9A-Za-z])", r"[{zh}] [{zh}]", r"[\"]"],
    "fr": [
        r"(?<![\u202f\u00a0])[;!?»](?!\w)",
        r"(?<![\u202f\u00a0\d|]):(?=\s|$)",
        r"«(?![\u202f\u00a0])",
        r"\d %",
        r"'",
        r"[“”\"]",
    ],
    "ru": [r"[“”\"]", r"\w - \w", r"\d %"],
    "es": [r"[«»\"]", r"\d %"],
}


def bare(text):
    """``text`` without addresses, tags, placeholders and the marks of Markdown."""
    text = re.sub(r"\A---\ntitle: (.*)\n---\n", r"\1\n", text)
    text = re.sub(r"https?://\S+|<[^>]+>|%%?\(\w+\)s|\{\w*\}|manage\.py \w+", "0", text)
    return re.sub(r"^(?:[#>|-]|\d\.)+ ?|[*|]|-{3,}", "", text, flags=re.M)


def slips(code, text):
    """The signs in ``text`` that are not those of the language."""
    rules = [rule.replace("{ar}", LETTERS["ar"]).replace("{zh}", LETTERS["zh-hans"]) for rule in SIGNS.get(code, [])]
    found = [hit[0] for rule in rules for hit in re.finditer(rule, text, flags=re.M)]
    if code == "es" and (text.count("?") != text.count("¿") or text.count("!") != text.count("¡")):
        found.append("¿")
    return found


@pytest.mark.parametrize("code", sorted(SIGNS))
def test_texts_are_set_with_the_signs_of_their_language(texts, code):
    found = [f"{where}: {hits} in {text[:80]!r}" for where, text in texts[code] if (hits := slips(code, bare(text)))]
    assert not found, "\n".join([f"{len(found)} texts", *found[:40]])


@pytest.mark.parametrize(
    ("code", "bad", "good"),
    [
        ("fr", "Qui ?", "Qui\u202f?"),
        ("fr", "l'outil", "l’outil"),
        ("fr", "«Oui»", "«\u202fOui\u202f»"),
        ("es", "Quién?", "¿Quién?"),
        ("es", "«Sí»", "“Sí”"),
        ("ru", 'слово "да"', "слово «да»"),
        ("ar", "من, متى?", "من، متى؟"),
        ("zh-hans", "您好,请登录", "您好，请登录"),
    ],
)
def test_the_look_at_signs_tells_good_from_bad(code, bad, good):
    assert slips(code, bad)
    assert not slips(code, good)
