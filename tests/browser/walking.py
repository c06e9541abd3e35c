"""A person at her device: where she goes, how often she presses, and everything that goes wrong on the way."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response

from tests.browser import server

SECONDS = 20


def until[T](found: Callable[[], T | None], what: str, seconds: float = SECONDS) -> T:
    """Ask again until there is something: for what worker and clock do in their own time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if (value := found()) is not None:
            return value
        time.sleep(0.1)
    raise AssertionError(f"{what}: not within {seconds} seconds")


class Walker:
    """One person, one device, one language of the menus.

    What the browser complains about (scripts, refusals of the content-security policy, answers of 400 and
    more) is kept in ``troubles``; the story ends by asserting that there are none.
    """

    def __init__(self, browser: Browser, site: server.Site, language: str, *, width: int = 1280) -> None:
        self.language = language
        self.troubles: list[str] = []
        self.clicks: dict[str, int] = {}
        self._count = 0
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": 800}, base_url=site.url, accept_downloads=True
        )
        self.context.set_default_timeout(SECONDS * 1000)
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda error: self.troubles.append(f"script: {error.error}"))
        self.context.on("response", self._answered)
        self.page: Page = self.context.new_page()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.troubles.append(f"console: {message.text} ({self.page.url})")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.troubles.append(f"{response.status}: {response.request.method} {response.url}")

    def log_in(self, email: str, password: str) -> None:
        """Through the form, like anybody."""
        self.page.goto(f"/{self.language}/accounts/login/")
        self.page.fill("[name=login]", email)
        self.page.fill("[name=password]", password)
        self.page.locator("form:has([name=password]) button[type=submit]").click()
        # Home opens in the language of her profile; from there on she reads in this one.
        self.page.wait_for_url(lambda url: "/accounts/login/" not in url)

    def go_home(self) -> None:
        """By the name of the site, which is on every page; on focused pages by the address."""
        self.page.goto(f"/{self.language}/")

    def see(self, selector: str, text: str | None = None, *, place: int = 0) -> Locator:
        """The first such thing that is shown (or the one at ``place``); waits for it."""
        found = self.page.locator(selector).filter(visible=True)
        if text is not None:
            found = found.filter(has_text=text)
        found.nth(place).wait_for()
        return found.nth(place)

    def press(self, selector: str, text: str | None = None, *, place: int = 0) -> None:
        """One click on the first such thing, or on the one at ``place``."""
        self.see(selector, text, place=place).click()
        self._count += 1

    @contextlib.contextmanager
    def task(self, name: str, most: int = 3) -> Iterator[None]:
        """From home to where the task ``name`` is done, with ``most`` clicks."""
        self.go_home()
        self._count = 0
        yield
        self.clicks[name] = self._count
        assert self._count <= most, f"{name}: {self._count} clicks"

    def close(self) -> None:
        self.context.close()
