"""Markdown written by editors, shown as safe HTML.

The one door from authored text to HTML. Raw HTML in a text is shown as text; what Markdown makes of
it is cleaned again by nh3 with a short list of elements, so that a fault in the parser is not a hole.
There are no images: a remote one would tell its server who reads the page.
"""

from __future__ import annotations

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = frozenset(
    "p br hr h2 h3 h4 h5 h6 ul ol li strong em s code pre blockquote a table thead tbody tr th td".split()  # noqa: SIM905
)
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}

_parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False}).enable(
    ["table", "strikethrough"]
)
_parser.disable(["image", "html_block", "html_inline"])


def _lower_headings(tokens: list[Token], top: int) -> None:
    """Headings of a text begin below the page's own: its first level becomes ``h<top>``."""
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    shift = top - min(levels, default=top)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(max(int(token.tag[1]) + shift, top), 6)}"


@lru_cache(maxsize=512)
def render(text: str, *, top: int = 2) -> SafeString:
    """``text`` as safe HTML; its highest headings become ``h<top>``, the others follow below.

    Kept for the texts shown last: parsing a lesson takes milliseconds, and every reader sees the same.
    """
    tokens = _parser.parse(text)
    _lower_headings(tokens, top)
    html = _parser.renderer.render(tokens, _parser.options, {})
    clean = nh3.clean(
        html,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
    )
    # Wide tables scroll in their own box; the wrapper is ours and added after cleaning.
    clean = clean.replace("<table>", '<div class="table-wrap" tabindex="0"><table class="table">')
    clean = clean.replace("</table>", "</table></div>")
    return mark_safe(clean)
