"""The real server with the demo world, in a process and a folder of its own; and a browser to look at it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from bench.servers import free_port
from tests import databases

ROOT = Path(__file__).resolve().parents[2]
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# Seconds. Staff who were away for longer are asked who they are, and a page about people would show that instead.
STAFF_ASKED_AFTER = 20 * 60
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-prefers-reduced-motion",
]


class MissingBrowser(Exception):
    """No Chromium on this machine."""


@dataclass
class Site:
    """A running site: where it is, and its people's open doors."""

    url: str
    environment: dict[str, str]
    folder: Path
    password: str = ""  # of every log-in of the demo
    doors: dict[str, dict[str, object]] = field(default_factory=dict)
    _opened: dict[str, float] = field(default_factory=dict)

    def django(self, code: str) -> str:
        """Run Python in the site's own Django and return what it prints."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup()\n{code}"],
            cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True,
        )  # fmt: skip
        return done.stdout

    def context(
        self,
        browser: Browser,
        login: str = "",
        *,
        width: int = 1280,
        height: int = 860,
        dark: bool = False,
        language: str = "en",
    ) -> BrowserContext:
        """A browser window of that size, logged in as ``login`` if one is given.

        ``applicant:address`` is somebody without an account, on the device that has her questionnaire.
        ``language`` is the browser's own: pages without a language in their address speak it.
        """
        if login:
            self.open_doors(login)
        return browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="zh-CN" if language == "zh-hans" else language,
            storage_state=self.doors.get(login),  # type: ignore[arg-type]  # written by Playwright itself
            base_url=self.url,
        )

    def open_doors(self, *logins: str) -> None:
        """Log these people in, all that are not yet (or have been for long) at once: each call is a start of Django."""
        fresh = {login for login, opened in self._opened.items() if time.monotonic() - opened < STAFF_ASKED_AFTER}
        missing = sorted({login for login in logins if login} - fresh)
        if missing:
            self.doors |= json.loads(self.django(f"from tests.browser import doors; doors.show({missing!r})"))
            self._opened |= dict.fromkeys(missing, time.monotonic())

    def pages(self) -> list[dict[str, str]]:
        """The table of pages, with the addresses that they have in this world."""
        found: list[dict[str, str]] = json.loads(self.django("from tests.browser import pages; pages.show()"))
        return found


@contextlib.contextmanager
def running(
    folder: Path, size: str = "small", *, program: str = "web", prepare: str = "", states: bool = False
) -> Iterator[Site]:
    """A migrated database with the demo world in ``folder``, served by Daphne until the block ends.

    ``size`` is the demo's own: ``small`` or ``full``. With ``prepare`` the database holds what this code puts
    into it, and there is no demo. With ``states`` it also holds what only some pages show, and the pages that say
    no have addresses (``states.py``, ``urls.py``). ``program`` is the command that serves: ``web`` for the pages
    alone, ``serve`` with worker and clock, as on a real machine.
    """
    port = free_port()
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV") if key in os.environ}
    environment = kept | {
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings" if states else "lms.settings",
        "VAR_DIR": str(folder), "PORT": str(port), "DEBUG": "no",
        "DEMO": "no" if prepare else "yes", "REQUIRE_MFA": "no", "LOG_LEVEL": "ERROR",
        "ASK_AGREEMENTS": "no" if prepare else "yes",
    }  # fmt: skip
    site = Site(f"http://127.0.0.1:{port}", environment, folder)

    def manage(*arguments: str, **otherwise: str) -> None:
        subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=environment | otherwise, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def world(place: Path) -> None:
        databases.migrated(place)
        manage("demo", "--size", size, VAR_DIR=str(place))
        if states:
            made = Site(site.url, environment | {"VAR_DIR": str(place)}, place)
            made.django("from tests.browser import states; states.build()")

    if "STATIC_IS_COLLECTED" not in os.environ:
        manage("collectstatic", "--noinput", "--verbosity", "0")
    if prepare:
        databases.migrated(folder)
        site.django(prepare)
    else:
        made = databases.made_once(f"demo-{size}{'-states' if states else ''}", world)
        shutil.copytree(made, folder, dirs_exist_ok=True)
        site.password = site.django("from lms.demo.cast import PASSWORD; print(PASSWORD)").strip()
    with served(site, program):
        yield site


@contextlib.contextmanager
def served(site: Site, program: str = "web") -> Iterator[None]:
    """Let that command of ``manage.py`` answer at the site's address until the block ends."""
    port = str(urlsplit(site.url).port)
    server = subprocess.Popen([sys.executable, "manage.py", program, "--port", port], cwd=ROOT, env=site.environment)
    try:
        wait_until_live(site.url, server)
        yield
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_until_live(url: str, server: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Return when the server answers; raise `RuntimeError` when it has ended or takes too long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError(f"The server ended with {server.returncode} before it answered.")
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/live", timeout=2):  # noqa: S310
            return
        time.sleep(0.2)
    raise RuntimeError("The server did not answer in time.")


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    """Chromium without a window: the system's, or else Playwright's own."""
    with sync_playwright() as playwright:
        try:
            one = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        except PlaywrightError as error:
            raise MissingBrowser(f"Chromium does not start: {error.message.splitlines()[0]}") from error
        try:
            yield one
        finally:
            one.close()


def axe(page: Page) -> list[str]:
    """What axe-core objects to on the page, one line each; empty when nothing."""
    # Evaluated by the driver, so that the page's content-security policy stays as it is.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]
