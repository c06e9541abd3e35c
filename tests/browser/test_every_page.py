"""Every page of the table: axe finds nothing, nothing sticks out of a small phone, nothing is refused by the policy."""

from __future__ import annotations

import pytest

from tests.browser import pages

NAMES = [page.name for page in pages.PAGES]


@pytest.fixture(scope="module")
def addresses(site):
    """``(name, language)`` → the row of the table of pages."""
    return {(row["name"], row["language"]): row for row in site.pages()}


def _open(open_page, addresses, name, language, **window):
    row = addresses[name, language]
    return open_page(row["path"], row["login"], **window)


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing_in_english_and_light(name, addresses, open_page, axe):
    page = _open(open_page, addresses, name, "en")
    axe(page)
    page.close()


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing_in_arabic_and_dark_on_a_phone(name, addresses, open_page, axe):
    page = _open(open_page, addresses, name, "ar", width=360, dark=True)
    axe(page)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_sticks_out_at_320_pixels(name, addresses, open_page):
    """320 px wide is also what a desktop shows at 400 %."""
    page = _open(open_page, addresses, name, "en", width=320, height=640)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


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


@pytest.mark.parametrize("name", NAMES)
def test_arabic_numbers_have_arabic_digits(name, addresses, open_page):
    """Whatever stands in front of a reader, written by the server or by a script."""
    page = _open(open_page, addresses, name, "ar")
    assert page.evaluate(WESTERN_DIGITS, KEPT) == []


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
