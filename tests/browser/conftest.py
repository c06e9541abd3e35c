"""The real server and a real browser, once for all tests of this folder."""

from __future__ import annotations

import pytest

from tests.browser import server


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(server.ROOT / "tests" / "browser"):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The site with its world: ``site.url``, ``site.context(browser, login)``, ``site.django(code)``."""
    with server.running(tmp_path_factory.mktemp("site"), states=True) as site:
        yield site


@pytest.fixture(scope="module")
def browser():
    # Not for the whole session: while Playwright runs, Django takes this thread for an asynchronous one.
    try:
        with server.browser() as one:
            yield one
    except server.MissingBrowser as missing:
        pytest.skip(str(missing))


@pytest.fixture
def open_page(site, browser):
    """``open_page("/en/", login=…, width=360, dark=True)``: the page, open; scripts that fail, fail the test."""
    contexts = []
    troubles = []

    def open_it(path, login="", **window):
        context = site.context(browser, login, **window)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(path)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def axe():
    """``axe(page)`` fails on anything that axe-core objects to."""

    def check(page):
        assert server.axe(page) == []

    return check
