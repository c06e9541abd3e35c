"""Every page is looked at: each address is in the table of pages, or here with the reason why it is no page."""

import uuid

import pytest
from django.urls import URLResolver, get_resolver, reverse

from tests.browser.pages import PAGES

POST_ONLY = {
    "people:language",
    "courses:start",
    "courses:lesson_complete",
    "courses:lesson_opened",
    "courses:invite",
    "courses:withdraw",
    "courses:accept",
    "courses:decline",
    "courses:roster_choose",
    "courses:roster_undo",
    "catalogue:publish",
    "sessions:make",
    "sessions:mark",
    "sessions:new_calendar",
    "sessions:revoke_calendar",
    "rooms:send",
    "assessments:save",
    "assessments:hand_in",
    "assessments:extra_time",
    "certificates:replace",
    "certificates:revoke",
    "certificates:issue_one",
    "officers:preview",
    "officers:accept",
    "officers:decline",
    "officers:withdraw",
    "officers:unblock",
    "officers:let_back",
    "joining:leave",
    "privacy:export",
    "privacy:withdraw",
    "privacy:settle",
    "privacy:refuse",
    "privacy:erase_now",
    "privacy:take_back",
    "audit:values",
    "audit:open_lists",
}
NO_PAGE = dict.fromkeys(POST_ONLY, "answers a press, and leads on to a page") | {
    "root": "leads into the reader's language",
    "verify": "leads into the reader's language",
    "calendars:check_in": "leads into the reader's language",
    "assessments:attempt": "shows the question that the table opens by its place",
    "live": "a word for machines",
    "ready": "a word for machines",
    "calendars:feed": "a calendar",
    "sessions:download": "a calendar",
    "sessions:register_export": "a file",
    "catalogue:export": "a file",
    "courses:roster_repair": "a file",
    "audit:export": "a file",
    "rooms:export_csv": "a file",
    "rooms:export_text": "a file",
    "certificates:download": "a file",
    "certificates:archive": "a file",
    "privacy:download": "a file",
    "privacy:copy": "a file",
    "mfa_download_recovery_codes": "a file",
    "rooms:state": "JSON for the room's script",
    "rooms:events": "JSON for the room's script",
    "rooms:people": "JSON for the room's script",
    "assessments:clock": "JSON for the test's script",
    "mfa_login_webauthn": "JSON for the log-in's script",
    "portal:certificate_card": "a part of home, which the table opens",
    "mfa_authenticate": "the second half of the log-in, which the table opens by logging in",
    "account_confirm_login_code": "nobody logs in by a mailed code",
    "account_email": "leads to the change of address among one's data",
    "account_set_password": "everybody who is in has a password; the page leads on to changing it",
}


def names(resolver=None, namespace=""):
    """The name of every address, but those of the support desk."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from names(entry, inner)
        else:
            yield f"{namespace}{entry.name}"


ALL = {name for name in names() if not name.startswith("admin:")}
TABLE = {page.address for page in PAGES}


def test_every_address_is_in_the_table_or_no_page():
    assert ALL - TABLE - NO_PAGE.keys() == set()


def test_the_table_and_the_list_name_what_there_is():
    # The rest stands in tests/browser/urls.py: pages that say no, and a camera.
    assert {name for name in TABLE if not name.startswith("trouble_") and name != "scan"} <= ALL
    assert NO_PAGE.keys() <= ALL
    assert TABLE & NO_PAGE.keys() == set()


def test_every_page_has_a_name_of_its_own():
    assert len({page.name for page in PAGES}) == len(PAGES)


@pytest.mark.parametrize("name", sorted(POST_ONLY))
def test_what_answers_a_press_only_shows_no_page(name, coordinator, login):
    numbers = ("pk", "row", "room_id", "lesson_id", "attempt_id", "enrolment", "block_id", "profile_id")
    words = {"slug": "a", "uid": uuid.UUID(int=1), **dict.fromkeys(numbers, 1)}
    assert login(coordinator).get(address_of(name, words)).status_code == 405


def address_of(name, words):
    """The address with those of ``words`` that it asks for."""
    *spaces, last = name.split(":")
    resolver = get_resolver()
    for space in spaces:
        resolver = resolver.namespace_dict[space][1]
    (possibility,) = resolver.reverse_dict.getlist(last)[0][0]
    return reverse(name, kwargs={key: words[key] for key in possibility[1]})
