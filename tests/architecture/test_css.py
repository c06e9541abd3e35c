"""The style sheets keep their promises: contrast, direction, and one home for colours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOKENS = ROOT / "lms" / "static" / "css" / "tokens.css"
PACKAGES = ("lms", "courses", "sessions", "assessments", "feedback", "certificates")
SHEETS = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("static/**/*.css"))
TEMPLATES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("templates/**/*.html"))


def _declared(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})\s*;", block))


def _themes() -> dict[str, dict[str, str]]:
    light, dark = TOKENS.read_text(encoding="utf-8").split("@media screen and (prefers-color-scheme: dark)")
    return {"light": _declared(light), "dark": _declared(light) | _declared(dark)}


THEMES = _themes()


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, WCAG 2.2, from 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


GROUNDS = ("paper", "surface", "sunken")
TEXT_PAIRS = [
    *[
        (text, ground)
        for text in ("ink", "ink-2", "ink-3", "action", "ok", "due", "stop", "gold")
        for ground in GROUNDS
    ],
    *[(name, f"{name}-tint") for name in ("action", "ok", "due", "stop", "gold")],
    *[("ink", f"{name}-tint") for name in ("action", "ok", "due", "stop", "gold")],
    *[("ink-2", f"{name}-tint") for name in ("action", "ok", "due", "stop")],
    ("on-action", "action"),
    ("on-action", "action-h"),
    ("action-h", "action-tint"),
    ("on-navy", "navy"),
    ("on-navy", "navy-2"),
    ("on-navy-2", "navy"),
    ("on-navy-2", "navy-2"),
    ("on-navy-ink", "on-navy"),
    ("on-navy-ink", "on-navy-2"),
    *[("on-sheet", f"sheet-{name}") for name in ("ok", "already", "stop", "offline")],
]
SHAPE_PAIRS = [
    *[("edge", ground) for ground in GROUNDS],
    *[("focus", ground) for ground in ("paper", "surface")],
    ("focus-navy", "navy"),
    ("live", "navy"),
    ("gold", "surface"),
    ("bar", "surface"),
]


def test_the_arithmetic_is_that_of_the_standard():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read(theme, text, ground):
    colours = THEMES[theme]
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_shapes_that_carry_meaning_can_be_seen(theme, shape, ground):
    colours = THEMES[theme]
    assert contrast(colours[shape], colours[ground]) >= 3


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
class TestEverySheet:
    def test_knows_neither_left_nor_right(self, sheet):
        """Arabic reads from the right: a sheet says start and end, and the browser knows the side."""
        physical = re.findall(
            r"(?m)^[^/\n]*?(?<![\w-])((?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)[\w-]*|"
            r"(?:left|right)(?=\s*:)|(?:text-align|float|clear)\s*:\s*(?:left|right)|border-(?:top|bottom)-(?:left|right)-radius)",
            sheet.read_text(encoding="utf-8"),
        )
        assert physical == []

    def test_names_no_colour_of_its_own(self, sheet):
        if sheet == TOKENS:
            return
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.S)
        literals = re.findall(r"#[0-9A-Fa-f]{3,8}(?=[;\s,)])|\b(?:rgba?|hsla?|oklch|lab)\(", text)
        assert literals == []

    def test_uses_only_tokens_that_exist(self, sheet):
        text = sheet.read_text(encoding="utf-8")
        known = set(re.findall(r"--([\w-]+)\s*:", TOKENS.read_text(encoding="utf-8") + text))
        # With a fallback behind it a property may be set by the page.
        used = set(re.findall(r"var\(--([\w-]+)\)", text))
        assert used - known == set()


def test_dark_gives_every_colour_that_is_not_meant_to_stay():
    light, dark = TOKENS.read_text(encoding="utf-8").split("@media screen and (prefers-color-scheme: dark)")
    same_in_both = {"on-navy-ink", "focus-navy", "live", "on-sheet", "qr-dark", "qr-light"}
    missing = set(_declared(light)) - set(_declared(dark)) - same_in_both
    assert {name for name in missing if not name.startswith("sheet-")} == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_carry_no_style_and_no_script_of_their_own(template):
    """The content-security policy would refuse them."""
    text = template.read_text(encoding="utf-8")
    if "xhtml2pdf" in text or template.parent.name == "pdf":
        return  # a sheet of paper, not a page
    assert re.findall(r"<[^>]+\sstyle=|<style\b|\son(?:click|load|submit|change|input)=", text) == []
    scripts = re.findall(r"<script\b[^>]*>", text)
    assert [tag for tag in scripts if "src=" not in tag and "application/json" not in tag] == []


SPRITE = (ROOT / "lms" / "static" / "icons" / "sprite.svg").read_text(encoding="utf-8")
SYMBOLS = set(re.findall(r'<symbol id="([\w-]+)"', SPRITE))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_icon_that_is_asked_for_is_drawn(template):
    text = template.read_text(encoding="utf-8")
    icons = set(re.findall(r"{%\s*icon \"([\w-]+)\"", text))
    states = {f"state-{name}" for name in re.findall(r"{%\s*glyph \"([\w-]+)\"", text)} - {"state-present"}
    assert (icons | states) - SYMBOLS == set()
