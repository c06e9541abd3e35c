"""Habits that a look at the files can check."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ["lms", "courses", "sessions", "assessments", "certificates", "feedback"]


def files(*suffixes, under=PACKAGES):
    for package in under:
        for path in sorted((ROOT / package).rglob("*")):
            if path.suffix in suffixes and "migrations" not in path.parts and "__pycache__" not in path.parts:
                yield path


def name(path):
    return path.relative_to(ROOT).as_posix()


TEMPLATES = list(files(".html"))
# Documents that leave the site: a PDF has no style sheet to link to, a mail no site to link from.
DOCUMENTS = (
    "/pdf/",
    "notices/layout.html",
    "certificates/designs/",
    "_pdf.html",
    "errors/server.html",
    "errors/too_large.html",
)
PAGES = [p for p in TEMPLATES if not any(part in p.as_posix() for part in DOCUMENTS)]
STYLES = list(files(".css"))
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)\b[\w-]*"
    r"|(?:left|right)\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)\b)"
)


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_style_sheets_know_start_and_end_not_left_and_right(path):
    """Arabic comes for free as long as nobody writes left or right."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    assert not PHYSICAL.findall(text)


def test_the_search_for_left_and_right_finds_them():
    for bad in ["margin-left: 1px", "a { right: 0 }", "text-align: right", "border-left-width: 2px"]:
        assert PHYSICAL.search(bad)
    for good in ["margin-inline-start: 1px", "text-align: start", "--left: 1px", "copyright: x"]:
        assert not PHYSICAL.search(good), good


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_pages_hold_no_script_and_no_style(path):
    """The content security policy would drop them silently."""
    text = path.read_text()
    assert not re.search(r"<style\b", text)
    assert not re.search(r"\sstyle=[\"']", text)
    assert not re.search(r"\son\w+=[\"']", text)
    for tag in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in tag or "application/json" in tag, tag


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_pages_load_nothing_from_elsewhere(path):
    assert not re.search(r"(?:src|href)=[\"'](?:https?:)?//[^\"']+\.(?:js|css|woff2?|png|svg|jpg)", path.read_text())


PYTHON = list(files(".py"))


@pytest.mark.parametrize(
    "path", [p for p in PYTHON if p.name == "__init__.py" and (p.parent / "apps.py").exists()], ids=name
)
def test_each_room_says_what_it_owns(path):
    assert ast.get_docstring(ast.parse(path.read_text())), "a package without a docstring is a drawer"


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_no_type_is_waved_through(path):
    assert not re.search(r"#\s*type:\s*ignore\s*(?:$|#)", path.read_text(), flags=re.M)


ADDRESS = re.compile(
    r"--(?:extra-)?index-url|\"resolved\":\s*\"http|source = \{ registry"
    r"|registry\.npmjs\.(?:org)|pypi\.(?:org)/simple"
)


def test_no_file_writes_a_package_registry_down():
    """Versions are pinned by hash; where packages come from is each machine's own matter."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    paths = [ROOT / line for line in listed.stdout.splitlines()] or list(files(".py", ".txt", ".toml", ".json"))
    found = []
    for path in paths:
        if path == Path(__file__) or not path.is_file() or path.stat().st_size > 2_000_000:
            continue
        if ADDRESS.search(path.read_text(errors="ignore")) and path.name != "Makefile":
            found.append(name(path))
    assert not found


def test_raw_sql_is_told_apart_by_vendor():
    """What only one of the two databases understands stands where both are spoken to."""
    for path in PYTHON:
        assert "django.contrib.postgres" not in path.read_text(), name(path)
