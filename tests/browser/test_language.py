"""Switching the language: the page, and everything that comes later."""

from __future__ import annotations


def test_the_switch_is_kept_for_the_next_time(site, open_page):
    page = open_page("/en/certificates/", login="graduate@demo.example", width=360, height=760)
    page.locator(".topbar .menu > summary").first.click()
    page.locator(".topbar button[lang=ar]").click()
    page.wait_for_url("**/ar/certificates/")
    assert page.locator("html").get_attribute("dir") == "rtl"
    # Where the address names no language, hers decides: so do her mails and her certificates.
    page.goto("/")
    assert page.url.endswith("/ar/")

    page.locator(".topbar .menu > summary").first.click()
    page.locator(".topbar button[lang=en]").click()
    page.wait_for_url("**/en/")
