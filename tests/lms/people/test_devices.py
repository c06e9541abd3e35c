"""Where a person is logged in: in plain words, and nothing more than she needs to know her own devices again."""

import datetime as dt

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lms.people import devices

PASSWORD = "correct horse battery"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/139.0.0.0 Mobile Safari/537.36"


def on_iphone(mark):
    return f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 {mark} Mobile Safari/604"


@pytest.mark.parametrize(
    ("user_agent", "said"),
    [
        (FIREFOX, "Firefox on Windows"),
        (CHROME, "Chrome on Android"),
        (FIREFOX.replace("Firefox", "Edg").replace("Gecko", "Chrome Safari"), "Edge on Windows"),
        (CHROME + " EdgA/139.0", "Edge on Android"),
        (CHROME.replace("Chrome", "SamsungBrowser/28.0 Chrome"), "Samsung Internet on Android"),
        (CHROME + " OPR/90", "Opera on Android"),
        (on_iphone("Version/18.5"), "Safari on iPhone"),
        (on_iphone("CriOS/139"), "Chrome on iPhone"),
        (on_iphone("FxiOS/140"), "Firefox on iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18 Safari/605.1.15", "Safari on Mac"),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/139 Safari/537.36", "Chrome on ChromeOS"),
        ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/139 Safari/537.36", "Chrome on Linux"),
        ("Firefox", "Firefox"),
        ("curl/8.9 (Linux)", "Another browser on Linux"),
        ("", "Another browser"),
    ],
)
def test_the_usual_browsers_have_names(user_agent, said):
    assert devices.name_of(user_agent) == said


@given(st.text(max_size=300))
def test_nothing_of_what_a_browser_says_of_itself_is_repeated(user_agent):
    known = {*devices._BROWSERS.values(), *devices._SYSTEMS.values(), "Another browser"}
    assert set(devices.name_of(user_agent).split(" on ")) <= known


@pytest.mark.parametrize(
    ("ip", "shown"),
    [
        ("203.0.113.77", "203.0.…"),
        ("2001:db8:1:2::77", "2001:db8:…"),
        ("::ffff:203.0.113.77", "203.0.…"),
        ("::1", "0:0:…"),
        ("unknown", ""),
    ],
)
def test_an_address_is_shown_in_part(ip, shown):
    assert devices.short_address(ip) == shown


def signed_in(person, user_agent):
    client = Client(headers={"user-agent": user_agent}, REMOTE_ADDR="203.0.113.77")
    client.post("/en/accounts/login/", {"login": person.email, "password": PASSWORD})
    return client


def test_the_list_names_devices_and_says_which_is_this_one(participant):
    signed_in(participant, CHROME)
    page = signed_in(participant, FIREFOX).get("/en/accounts/sessions/").content.decode()
    assert "Firefox on Windows" in page
    assert "Chrome on Android" in page
    assert page.count("This device") == 2  # the row, and "This device stays logged in."
    assert "Mozilla" not in page
    assert "203.0.113" not in page


def test_signing_out_elsewhere_leaves_this_device(participant):
    phone = signed_in(participant, CHROME)
    desk = signed_in(participant, FIREFOX)
    page = desk.post("/en/accounts/sessions/", follow=True).content.decode()
    assert "You are logged out everywhere else." in page
    assert phone.get("/en/profile/").status_code == 302
    assert desk.get("/en/profile/").status_code == 200


def test_last_use_is_kept_to_the_quarter_of_an_hour(participant):
    client = signed_in(participant, FIREFOX)
    earlier = timezone.now() - dt.timedelta(days=2)
    UserSession.objects.update(last_seen_at=earlier)
    client.get("/en/profile/")
    assert UserSession.objects.get().last_seen_at == earlier, "just logged in: nothing to write"
    cache.clear()
    client.get("/en/profile/")
    assert UserSession.objects.get().last_seen_at > earlier
