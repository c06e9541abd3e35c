"""Reading the files of a built-in course."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lms.common.languages import CODES

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class LessonFile:
    """A lesson as the files describe it. ``source`` is ``<course>/<nn-slug>``, without the language."""

    source: str
    position: int
    slug: str
    minutes: int
    kind: str = "text"
    is_required: bool = True
    after: tuple[str, ...] = ()
    opens_on_day: int | None = None
    functions: tuple[str, ...] = ()

    def texts(self) -> dict[str, dict[str, str]]:
        """Title and body in every language whose file is there."""
        found: dict[str, dict[str, str]] = {"title": {}, "body": {}}
        course, _, name = self.source.partition("/")
        for code in CODES:
            path = HERE / course / code / f"{name}.md"
            if path.exists():
                found["title"][code], found["body"][code] = parse(path.read_text(encoding="utf-8"))
        return found


@dataclass(frozen=True)
class ModuleFile:
    position: int
    title: dict[str, str]
    lessons: tuple[LessonFile, ...]


@dataclass(frozen=True)
class CourseFile:
    """A course as the files describe it."""

    slug: str
    position: int
    is_open: bool
    title: dict[str, str]
    summary: dict[str, str]
    modules: tuple[ModuleFile, ...] = field(default=())


def parse(source: str) -> tuple[str, str]:
    """Split a lesson's file into title and Markdown: ``---``, ``title: …``, ``---``, then the text.

    Raises ``ValueError`` if the front matter is not there or has no title.
    """
    head, separator, body = source.removeprefix("---\n").partition("\n---\n")
    name, _, title = head.partition(":")
    if not separator or name.strip() != "title" or not title.strip():
        raise ValueError("A lesson's file begins with its title between two lines of ---.")
    return title.strip(), body.strip()


def slug_of(file: str) -> str:
    """``03-ai-in-plain-language`` → ``ai-in-plain-language``."""
    return file.rpartition("/")[2].partition("-")[2]


def read_course(folder: str) -> CourseFile:
    """The structure of one built-in course."""
    data: dict[str, Any] = tomllib.loads((HERE / folder / "course.toml").read_text(encoding="utf-8"))
    modules = []
    for number, module in enumerate(data["modules"]):
        # Room for one lesson before the first of the course (the pre-training test), in steps of one.
        start = 2 if number == 0 else 1
        lessons = tuple(
            LessonFile(
                source=entry["file"] if "/" in entry["file"] else f"{folder}/{entry['file']}",
                position=position,
                slug=slug_of(entry["file"]),
                minutes=entry["minutes"],
                kind=entry.get("kind", "text"),
                is_required=entry.get("is_required", True),
                after=tuple(entry.get("after", ())),
                opens_on_day=entry.get("opens_on_day"),
                functions=tuple(entry.get("functions", ())),
            )
            for position, entry in enumerate(module["lessons"], start=start)
        )
        modules.append(ModuleFile(module["position"], module["title"], lessons))
    return CourseFile(
        data["slug"], data["position"], data["is_open"], data["title"], data["summary"], modules=tuple(modules)
    )


def fingerprint() -> str:
    """Digest of all files here, so that an unchanged product is recognised with one query."""
    total = hashlib.sha256()
    for path in sorted([*HERE.glob("*/course.toml"), *HERE.glob("*/*/*.md")]):
        total.update(str(path.relative_to(HERE)).encode())
        total.update(path.read_bytes())
    return total.hexdigest()
