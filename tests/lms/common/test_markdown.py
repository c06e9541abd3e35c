"""Whatever an editor writes, nothing that runs comes out."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.common.markdown import TAGS, render

ALLOWED = TAGS | {"div"}
PIECES = [
    "<script>",
    "</script>",
    "<img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "[a](",
    "![a](",
    "](",
    ")",
    "<a href='",
    '"',
    "'",
    ">",
    "<",
    "onload=",
    "&#106;avascript:",
    "data:text/html,",
    "vbscript:",
    "<svg/onload=x>",
    "<style>",
    "`",
    "```",
    "\n\n",
    "# ",
    "| a | b |\n|---|---|\n",
    "<!--",
    "-->",
    "\\",
    "\x00",
    "<iframe src=",
    "[x]: java\tscript:1",
    "<table>",
    "**",
    "https://example.org",
    "mailto:a@b.c",
    "\u202e",
    "نص",
    "<https://x>",
    "<javascript:x>",
    "[r][x]",
    "\t",
    "    ",
]


class Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.extend((tag, name, value or "") for name, value in attrs)


def read(source):
    reader = Reader()
    reader.feed(str(render(source)))
    return reader


@settings(max_examples=400, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=14).map("".join))
def test_no_script_survives(source):
    found = read(source)
    assert set(found.tags) <= ALLOWED
    for tag, name, value in found.attributes:
        assert not name.startswith("on")
        assert name in {"href", "title", "rel", "start", "class", "tabindex"}
        assert tag in {"a", "ol", "div", "table"}
        if name == "href":
            scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", re.sub(r"[\x00-\x20]", "", value), re.IGNORECASE)
            assert scheme is None or scheme[1].lower() in {"http", "https", "mailto"}


@pytest.mark.parametrize("top", [2, 3])
def test_headings_begin_below_the_pages_own(top):
    html = render("# One\n\n### Three\n\ntext", top=top)
    assert f"<h{top}>One</h{top}>" in html
    assert f"<h{top + 2}>Three</h{top + 2}>" in html
    assert "<h1" not in html


def test_a_remote_image_is_not_fetched():
    assert "<img" not in render("![map](https://example.org/a.png)")


def test_links_say_nothing_of_where_they_come_from():
    assert 'rel="noopener noreferrer"' in render("[x](https://example.org)")


def test_tables_scroll_in_their_own_box():
    assert render("| a |\n|---|\n| 1 |").startswith('<div class="table-wrap" tabindex="0"><table class="table">')
