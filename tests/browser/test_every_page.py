"""Every page of the table: axe finds nothing, nothing sticks out of a small phone, nothing is refused by the policy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Error, Page

from tests.browser import pages

PAGES = {page.name: page for page in pages.PAGES}
# The others are looked at this way by `make screenshots`, which also takes their pictures.
MAIN = [page.name for page in pages.PAGES if page.main]
LIGHT = {"language": "en", "width": 1280}
DARK = {"language": "ar", "width": 360, "dark": True}


# Names, codes and addresses keep their digits, and so do texts that say which language they are in.
KEPT = "bdi, code, pre, kbd, [dir=ltr], main [lang], svg, script, style, template, textarea, [name=time_zone] option"
WESTERN_DIGITS = """(kept) => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (/[0-9]/.test(node.data) && !element.closest(kept) && element.checkVisibility()) found.push(node.data.trim());
  }
  return found;
}"""


@pytest.fixture(scope="module")
def addresses(site):
    """``(name, language)`` → the row of the table of pages."""
    return {(row["name"], row["language"]): row for row in site.pages()}


@pytest.fixture(scope="module")
def windows(site, browser):
    """``windows(login, **look)``: a window of that person and look, opened once and used for all her pages."""
    site.open_doors(*(page.login for page in PAGES.values()))
    kept = {}

    def window(login, **look):
        key = (login, *look.items())
        if key not in kept:
            kept[key] = site.context(browser, login, **look).new_page()
        return kept[key]

    yield window
    for one in kept.values():
        one.context.close()


@pytest.fixture
def look_at(site, browser, windows, addresses):
    """``look_at(name, **look)``: the page of the table, open, in the state that the table describes."""
    troubles = []
    opened = []

    def look(name, **look):
        row, page = addresses[name, look["language"]], PAGES[name]
        if page.then:
            # What is pressed there stays in her window: she gets one of her own.
            opened.append(site.context(browser, page.login, **look))
            tab = opened[-1].new_page()
        else:
            tab = windows(page.login, **look)
            tab.set_viewport_size({"width": look["width"], "height": 860})

        def note(error):
            troubles.append(str(error))

        tab.on("pageerror", note)
        opened.append(Listening(tab, note))
        answer = tab.goto(row["path"])
        assert answer.status == page.status
        if page.then:
            page.then(tab)
        return tab

    yield look
    for one in reversed(opened):
        one.close()
    assert troubles == []


@dataclass
class Listening:
    """Ears on a window, to be taken off."""

    tab: Page
    note: Callable[[Error], None]

    def close(self):
        self.tab.remove_listener("pageerror", self.note)


def width_at_320(tab):
    tab.set_viewport_size({"width": 320, "height": 640})
    return tab.evaluate("document.documentElement.scrollWidth")


@pytest.mark.parametrize("name", MAIN)
def test_axe_finds_nothing_in_english_and_light(name, look_at, axe):
    """And nothing sticks out at 320 px, which is also what a desktop shows at 400 %."""
    tab = look_at(name, **LIGHT)
    axe(tab)
    assert width_at_320(tab) <= 320


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_in_arabic_and_dark_on_a_phone(name, look_at, axe):
    """And every number, written by the server or by a script, has Arabic digits; and nothing sticks out."""
    tab = look_at(name, **DARK)
    axe(tab)
    assert tab.evaluate(WESTERN_DIGITS, KEPT) == []
    assert width_at_320(tab) <= 320


@pytest.mark.parametrize("name", ["landing", "login", "home"])
def test_a_first_visit_is_small(name, addresses, site, browser):
    """At most 60 kB and 8 requests, all in all."""
    row = addresses[name, "en"]
    with site.context(browser, row["login"], width=360) as context:
        page = context.new_page()
        sizes = {}
        page.on("requestfinished", lambda request: sizes.update({request.url: request.sizes()["responseBodySize"]}))
        page.goto(row["path"], wait_until="networkidle")
        assert len(sizes) <= 8, sizes
        assert sum(sizes.values()) <= 60_000, sizes


@pytest.mark.parametrize("name", ["landing", "login", "parts", "security"])
def test_the_policy_has_nothing_to_refuse(name, addresses, site, browser):
    row = addresses[name, "en"]
    with site.context(browser, row["login"]) as context:
        page = context.new_page()
        said = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.goto(row["path"], wait_until="networkidle")
        assert said == []


def test_a_passkey_that_is_not_there_is_said_in_words(open_page):
    """Chromium without a device for passkeys refuses: the page says so, and the password is still there."""
    page = open_page("/en/accounts/login/")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    page.click("#passkey_login")
    page.wait_for_selector("#passkey-problem:visible")
    assert page.is_visible("[name=password]")
