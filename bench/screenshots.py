"""Pictures of every page into ``build/screenshots/``, for people to look at; axe looks at each as well.

360 and 1280 px in English and Arabic, light. Of the main pages also in the other four languages; and dark and at
768 px in English and Arabic. The table of pages is ``tests/browser/pages.py``. ``python -m bench.screenshots home
course`` makes those of two pages only.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser import pages, server

TARGET = server.ROOT / "build" / "screenshots"
BOTH = ("en", "ar")


PAGES = {page.name: page for page in pages.PAGES}


def windows(page: pages.Page, language: str) -> list[tuple[int, bool]]:
    """Width in pixels and whether dark, for a page in a language."""
    if language not in BOTH:
        return [(360, False), (1280, False)] if page.main else []
    plain = [(360, False), (1280, False)]
    return [*plain, (768, False), (360, True), (1280, True)] if page.main else plain


def picture(site: server.Site, browser: Browser, row: dict[str, str], width: int, *, dark: bool) -> list[str]:
    """Take one picture; what is wrong with the page, a line each: another answer, what axe says, what sticks out."""
    page = PAGES[row["name"]]
    name = f"{page.name}-{row['language']}-{width}{'-dark' if dark else ''}.png"
    with site.context(browser, page.login, width=width, dark=dark, language=row["language"]) as context:
        tab = context.new_page()
        answer = tab.goto(row["path"], wait_until="load")
        if page.then:
            page.then(tab)
        tab.screenshot(path=TARGET / name, full_page=True)
        troubles = server.axe(tab)
        wide = tab.evaluate("document.documentElement.scrollWidth")
    status = answer.status if answer else 0
    if status != page.status:
        troubles.append(f"answered {status}")
    if wide > width:
        troubles.append(f"is {wide} px wide")
    return [f"{name}: {trouble}" for trouble in troubles]


def main(wanted: list[str]) -> int:
    TARGET.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        server.running(Path(folder), "full", states=True) as site,
        server.browser() as browser,
    ):
        rows = [row for row in site.pages() if not wanted or row["name"] in wanted]
        site.open_doors(*(PAGES[row["name"]].login for row in rows))
        taken = [
            picture(site, browser, row, width, dark=dark)
            for row in rows
            for width, dark in windows(PAGES[row["name"]], row["language"])
        ]
    troubles = [line for found in taken for line in found]
    print(*troubles, f"{len(taken)} pictures in {TARGET}, {len(troubles)} troubles", sep="\n")
    return 1 if troubles or not taken else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
