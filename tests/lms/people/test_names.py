"""Names as their owners write them."""

from __future__ import annotations

import pytest

from lms.joining.models import Application
from lms.people.models import Person


@pytest.mark.parametrize(
    ("given", "family", "full", "initials"),
    [
        ("Maryam", "Al-Khalifa", "Maryam Al-Khalifa", "MA"),
        ("مريم", "الخليفة", "مريم الخليفة", "ما"),
        ("伟", "陈", "陈伟", "陈伟"),
        ("小明", "欧阳", "欧阳小明", "欧小"),
        ("Wei", "陈", "Wei 陈", "W陈"),
        ("", "陈", "陈", "陈"),
        ("さくら", "田中", "田中さくら", "田さ"),
        ("エミ", "佐々木", "佐々木エミ", "佐エ"),
        ("ジョン", "スミス", "ジョン スミス", "ジス"),
        ("민준", "김", "김민준", "김민"),
        ("Ama", "", "Ama", "A"),
        ("", "", "", ""),
    ],
)
def test_east_asian_names_put_the_family_first_and_no_space(given, family, full, initials):
    person = Person(given_name=given, family_name=family)
    assert person.full_name == full
    assert person.initials == initials
    assert Application(given_name=given, family_name=family).full_name == full


@pytest.mark.parametrize(
    ("given", "family", "greeting"),
    [
        ("Maryam", "Al-Khalifa", "Maryam"),
        ("مريم", "الخليفة", "مريم"),
        ("伟", "陈", "陈伟"),
        ("さくら", "田中", "田中さくら"),
        ("민준", "김", "김민준"),
        ("Wei", "Chen", "Wei"),
        ("", "Moyo", "Moyo"),
    ],
)
def test_a_greeting_uses_the_name_that_strangers_may_use(given, family, greeting):
    assert Person(given_name=given, family_name=family).get_short_name() == greeting


def test_the_home_page_greets_with_the_whole_name_in_han_script(login, make_person):
    page = login(make_person("wei@example.org", given_name="伟", family_name="陈")).get("/en/").content.decode()
    assert "Welcome, 陈伟" in page
