"""Numbers that reach a person are written in the reader's digits: what a look at the files can say about it.

``tests/browser/test_every_page.py`` looks at the rendered pages.
"""

import ast
import re

import pytest

from tests.architecture.test_sources import PYTHON, TEMPLATES, files, name

SCRIPTS = list(files(".js"))
# What writes a number (or a time) as the reader's language does; ``lms.common.numbers`` and ``lms.common.when``.
WRITERS = {"digits", "number", "percent", "signed", "clock", "day", "days", "duration"}
# Placeholders that stand for a number by their name.
NUMBERS = re.compile(
    r"^(n|count|counter|number|total|limit|line|row|seconds|minutes|hours|days|day|needed|low|high|least|most"
    r"|version|percent|place|places|seats|left|done|attended|marked|attempts|tries|votes|size)$"
)
# A phrase that holds its number already; the number of a certificate, which is a code.
PHRASES = {("lms/portal/next_steps.py", "minutes"), ("certificates/views/training.py", "number")}


def bare_numbers(source):
    """``(line, placeholder)`` of each ``… % {"count": value}`` whose number nobody wrote in the reader's digits."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and isinstance(node.right, ast.Dict)):
            continue
        for key, value in zip(node.right.keys, node.right.values, strict=True):
            if not (isinstance(key, ast.Constant) and NUMBERS.match(str(key.value))):
                continue
            call = value.func if isinstance(value, ast.Call) else None
            writer = call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "")
            if writer not in WRITERS:
                yield value.lineno, key.value


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_sentences_of_the_code_take_written_numbers(path):
    found = [(line, key) for line, key in bare_numbers(path.read_text()) if (name(path), key) not in PHRASES]
    assert not found


def test_the_search_finds_a_bare_number():
    assert list(bare_numbers('_("%(count)s lines") % {"count": 3}')) == [(1, "count")]
    assert list(bare_numbers('text % {"number": len(rows), "name": person}')) == [(1, "number")]
    assert not list(bare_numbers('text % {"number": digits(str(len(rows))), "limit": numbers.number(3)}'))


BLOCK = re.compile(r"{%-?\s*blocktranslate\b(?P<head>[^%]*)%}(?P<body>.*?){%\s*endblocktranslate\s*%}", re.S)


def printed_counters(text):
    """Counters of ``blocktranslate count`` that are printed as they are; Django writes them in Western digits."""
    for block in BLOCK.finditer(text):
        head = block["head"]
        counters = re.findall(r"\bcount\s+(\w+)=", head)
        lengths = re.findall(r"\b(\w+)=[\w.]+\|length(?![\w|])", head)
        for counter in dict.fromkeys(counters + lengths):
            if re.search(r"{{\s*" + counter + r"\s*}}", block["body"]):
                yield counter


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_sentences_of_the_pages_take_written_numbers(path):
    assert not list(printed_counters(path.read_text()))


def test_the_search_finds_a_printed_counter():
    bad = "{% blocktranslate count votes=poll.total %}{{ votes }} vote{% plural %}{{ votes }} s{% endblocktranslate %}"
    good = (
        "{% blocktranslate count counter=n with votes=n|digits %}{{ votes }} vote{% plural %}x{% endblocktranslate %}"
    )
    length = "{% blocktranslate with n=rows|length %}{{ n }} rows{% endblocktranslate %}"
    assert list(printed_counters(bad)) == ["votes"]
    assert list(printed_counters(length)) == ["n"]
    assert not list(printed_counters(good))


# As text between tags, not inside an attribute.
RAW = re.compile(r">\s*{{\s*(?:forloop\.\w*counter\w*|[\w.]+\|length)\s*}}")


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_what_a_template_counts_itself_is_written_in_the_readers_digits(path):
    assert not RAW.findall(path.read_text())


def test_the_search_finds_a_counter_that_is_printed():
    assert RAW.search("<bdi>{{ forloop.counter }}</bdi>")
    assert RAW.search("<b>{{ rows|length }}</b>")
    assert not RAW.search('<li id="step-{{ forloop.counter }}"><b>{{ forloop.counter|digits }}</b>')


FOREIGN = re.compile(r"(?:Intl\.\w+\(|toLocale\w*String\()(?!locale\b)")


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_scripts_write_numbers_in_the_locale_of_the_page(path):
    """Browsers differ about the digits of Arabic: ``lms/static/js/locale.js`` names them."""
    assert not FOREIGN.findall(path.read_text())


def test_the_search_finds_a_script_that_leaves_the_digits_to_the_browser():
    assert FOREIGN.search("new Intl.NumberFormat(document.documentElement.lang)")
    assert FOREIGN.search("at.toLocaleTimeString(language, {})")
    assert not FOREIGN.search("new Intl.NumberFormat(locale, {})")
