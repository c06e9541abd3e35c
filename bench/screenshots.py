"""Pictures of the main pages into ``build/screenshots/``, for people to look at.

360 and 1280 px in six languages, light; dark and 768 px for English and Arabic. The table of pages is
``tests/browser/pages.py``. ``python -m bench.screenshots home course`` makes those of two pages only.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.browser import server

TARGET = server.ROOT / "build" / "screenshots"
BOTH = ("en", "ar")


def windows(language: str) -> list[tuple[int, bool]]:
    """Width in pixels and whether dark, for a language."""
    plain = [(360, False), (1280, False)]
    return [*plain, (768, False), (360, True), (1280, True)] if language in BOTH else plain


def main(wanted: list[str]) -> int:
    TARGET.mkdir(parents=True, exist_ok=True)
    failed = 0
    with (
        tempfile.TemporaryDirectory() as folder,
        server.running(Path(folder), "full") as site,
        server.browser() as browser,
    ):
        rows = [row for row in site.pages() if not wanted or row["name"] in wanted]
        for row in rows:
            for width, dark in windows(row["language"]):
                name = f"{row['name']}-{row['language']}-{width}{'-dark' if dark else ''}.png"
                with site.context(browser, row["login"], width=width, dark=dark) as context:
                    page = context.new_page()
                    answer = page.goto(row["path"], wait_until="load")
                    page.screenshot(path=TARGET / name, full_page=True)
                    if answer is None or answer.status != 200:
                        failed += 1
                        print(f"{name}: {answer.status if answer else 'no answer'}")
        print(f"{len(rows)} pages and languages in {TARGET}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
