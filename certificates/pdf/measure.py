"""Widths, sizes and line breaks, reckoned before the page is made.

The PDF engine does not wrap Chinese properly and does not shrink a long name, so every line is
broken and sized here and then placed as it is. All lengths are in points.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from certificates.wording import Run

# Chinese line breaking (GB/T 15834): these never begin a line, those never end one.
NEVER_FIRST = frozenset("、。，．：；？！）」』】》〉”’…—·％%,.;:!?)]}»")
NEVER_LAST = frozenset("（「『【《〈“‘([{«")
_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
NO_BREAK = frozenset("\u00a0\u202f")
_QUOTES = "“”‘’…—"
# A no-break space is part of a word.
_BLANK = r"[^\S\u00a0\u202f]"
_SPACES = re.compile(rf"{_BLANK}+")
_PIECES = re.compile(rf"[{_WIDE}]|(?:[^\s{_WIDE}]|[\u00a0\u202f])+|{_BLANK}+")
# In Chinese text the quotation marks and the long dash stand in the grid, too.
_PIECES_CHINESE = re.compile(rf"[{_WIDE}{_QUOTES}]|(?:[^\s{_WIDE}{_QUOTES}]|[\u00a0\u202f])+|{_BLANK}+")


@functools.lru_cache(maxsize=4096)
def unit_width(text: str, families: tuple[str, ...], bold: bool) -> float:
    """The width of ``text`` at 1 pt, shaped, each letter in the first face that has it."""
    from reportlab.lib.fonts import tt2ps
    from reportlab.pdfbase.pdfmetrics import stringWidth
    from xhtml2pdf.util import shape_frag_text, split_by_coverage

    faces = [tt2ps(family, int(bold), 0) for family in families]
    shaped = shape_frag_text(text) or text
    return float(sum(stringWidth(run, face, 1) for run, face in split_by_coverage(shaped, faces)))


def width(text: str, families: Sequence[str], size: float, *, bold: bool = False) -> float:
    """The width of ``text`` at ``size``."""
    return unit_width(text, tuple(families), bold) * size


def fit(text: str, families: Sequence[str], size: float, room: float, floor: float, *, bold: bool = False) -> float:
    """The largest size from ``floor`` to ``size`` at which ``text`` fits into ``room``; ``floor`` if none does."""
    wide = unit_width(text, tuple(families), bold)
    return max(floor, min(size, room / wide)) if wide else size


@dataclass(frozen=True)
class Token:
    """What is never broken, and whether a blank stands before it."""

    text: str
    space: bool
    bold: bool


def tokens(runs: Sequence[Run], *, chinese: bool) -> list[Token]:
    """Cut runs into words and, where they have no blanks, into Chinese characters with their marks."""
    found: list[Token] = []
    space = False
    for run in runs:
        for piece in (_PIECES_CHINESE if chinese else _PIECES).findall(run.text):
            if _SPACES.fullmatch(piece):
                space = True
                continue
            before = found[-1] if found else None
            glued = before and not space and (_clings(before.text, piece) or before.bold != run.bold)
            # What clings to a run of the other weight stays a token of its own; see ``_lines_of``.
            if glued and before and before.bold == run.bold:
                found[-1] = Token(before.text + piece, before.space, before.bold)
            else:
                found.append(Token(piece, space and bool(found), run.bold))
            space = False
    return found


def _clings(before: str, after: str) -> bool:
    """Whether no line may be broken between the two."""
    first = after.lstrip("\u2068\u2069")[:1]
    last = before.rstrip("\u2068\u2069")[-1:]
    if not first or not last or first in NO_BREAK or last in NO_BREAK:
        return True
    return first in NEVER_FIRST or last in NEVER_LAST


def _words(found: Sequence[Token]) -> list[list[Token]]:
    """Tokens in groups that stay together on a line: a closing mark stays with the word it closes."""
    groups: list[list[Token]] = []
    for token in found:
        if groups and not token.space and _clings(groups[-1][-1].text, token.text):
            groups[-1].append(token)
        else:
            groups.append([token])
    return groups


def break_lines(
    runs: Sequence[Run], families: Sequence[str], size: float, room: float, *, chinese: bool = False
) -> list[list[Run]]:
    """Break ``runs`` into lines no wider than ``room``, as few as possible and then as even as possible."""
    faces = tuple(families)

    def measured(group: list[Token]) -> float:
        return sum(unit_width(token.text, faces, token.bold) for token in group) * size

    groups = [part for group in _words(tokens(runs, chinese=chinese)) for part in _cut(group, measured, room)]
    widths = [measured(group) for group in groups]
    blank = unit_width(" ", faces, False) * size

    def fill(limit: float) -> tuple[list[list[list[Token]]], float]:
        lines: list[list[list[Token]]] = []
        used = widest = 0.0
        for group, wide in zip(groups, widths, strict=True):
            gap = blank if group[0].space else 0.0
            if lines and used + gap + wide <= limit:
                lines[-1].append(group)
                used += gap + wide
            else:
                lines.append([group])
                used = wide
            widest = max(widest, used)
        return lines, widest

    best, _ = fill(room)
    low, high = room / max(len(best), 1) * 0.8, room
    for _ in range(7 if len(best) > 1 else 0):
        middle = (low + high) / 2
        trial, widest = fill(middle)
        if len(trial) <= len(best) and widest <= middle:
            best, high = trial, middle
        else:
            low = middle
    return [_joined([token for group in line for token in group]) for line in best]


def _cut(group: list[Token], measured: Callable[[list[Token]], float], room: float) -> list[list[Token]]:
    """A word longer than a whole line is cut where the line ends, so that nothing leaves the page."""
    if measured(group) <= room:
        return [group]
    parts: list[list[Token]] = []
    for token in group:
        rest, space = token.text, token.space
        while rest:
            length = len(rest)
            while length > 1 and measured([Token(rest[:length], False, token.bold)]) > room:
                length -= 1
            parts.append([Token(rest[:length], space, token.bold)])
            rest, space = rest[length:], False
    return parts


def _joined(line: list[Token]) -> list[Run]:
    runs: list[Run] = []
    for place, token in enumerate(line):
        text = (" " if token.space and place else "") + token.text
        if runs and runs[-1].bold == token.bold:
            runs[-1] = Run(runs[-1].text + text, token.bold)
        elif text.startswith(" ") and runs:
            # The blank belongs to the run before: bold would draw it wider.
            runs[-1] = Run(runs[-1].text + " ", runs[-1].bold)
            runs.append(Run(token.text, token.bold))
        else:
            runs.append(Run(text, token.bold))
    return runs
