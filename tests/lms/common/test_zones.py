"""Time zones as people know them: by city, in their own language, with how far they are from UTC."""

import datetime as dt
import zoneinfo

import pytest
from django.utils.translation import override

from lms.common import zones
from lms.common.languages import CODES

WINTER = dt.datetime(2027, 1, 15, 12, tzinfo=dt.UTC)
SUMMER = dt.datetime(2027, 7, 15, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "Harare"), ("ru", "Хараре"), ("ar", "هراري"), ("zh-hans", "哈拉雷"), ("fr", "Harare")],
)
def test_a_zone_has_the_name_of_its_city(language, shown):
    assert zones.city("Africa/Harare", language) == shown


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("Europe/Kyiv", "Киев"),
        ("Europe/Kiev", "Киев"),
        ("Asia/Kolkata", "Калькутта"),
        ("America/Argentina/Buenos_Aires", "Буэнос-Айрес"),
    ],
)
def test_a_zone_that_was_renamed_keeps_its_name(key, shown):
    assert zones.city(key, "ru") == shown


@pytest.mark.parametrize("language", ["ar", "ru", "zh-hans"])
def test_hardly_any_city_is_left_in_latin_letters(language):
    left = [key for key in zones.listed() if zones.city(key, language).isascii() and key != "UTC"]
    assert len(left) <= 1, left


@pytest.mark.parametrize(
    ("key", "at", "shown"),
    [
        ("Africa/Harare", WINTER, "UTC+2"),
        ("Asia/Kolkata", WINTER, "UTC+5:30"),
        ("America/St_Johns", WINTER, "UTC−3:30"),
        ("America/St_Johns", SUMMER, "UTC−2:30"),
        ("Europe/London", WINTER, "UTC"),
        ("Europe/London", SUMMER, "UTC+1"),
    ],
)
def test_the_distance_is_that_of_the_day(key, at, shown):
    assert zones.offset(key, at) == shown


@pytest.mark.parametrize("language", CODES)
def test_every_zone_is_there_once_and_found_under_any_of_its_names(language):
    with override(language):
        keys = [key for _area, rows in zones.choices() for key, _label in rows]
    assert len(keys) == len(set(keys)) == len(zones.listed())
    named = {key for key in zoneinfo.available_timezones() if "/" in key and not key.startswith(("Etc/", "SystemV/"))}
    assert {zones.canonical(key) for key in named} <= set(keys)


def test_the_list_is_in_the_order_of_the_language():
    def cities(language, key):
        with override(language):
            rows = next(rows for _area, rows in zones.choices() if key in dict(rows))
        return [label.partition(" (")[0] for _key, label in rows]

    french = cities("fr", "America/Lima")
    assert french.index("Éirunepé" if "Éirunepé" in french else "Eirunepé") < french.index("Fortaleza")
    chinese = cities("zh-hans", "Africa/Harare")
    assert chinese.index("阿比让") < chinese.index("哈拉雷") < chinese.index("开罗")  # A, H, K
    assert chinese != sorted(chinese)


def test_the_profile_offers_cities_and_keeps_an_older_name(login, participant):
    participant.time_zone = "Asia/Calcutta"
    participant.language = "ru"
    participant.save()
    client = login(participant)
    page = client.get("/ru/profile/").content.decode()
    assert '<option value="Asia/Kolkata" selected>Калькутта (UTC+5:30)</option>' in page
    assert client.post("/ru/profile/", {"language": "ru", "time_zone": "Asia/Calcutta"}).status_code == 302
    participant.refresh_from_db()
    assert participant.time_zone == "Asia/Kolkata"
