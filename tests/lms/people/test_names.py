"""Names as their owners write them."""

from __future__ import annotations

import pytest

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
        ("Ama", "", "Ama", "A"),
        ("", "", "", ""),
    ],
)
def test_chinese_names_put_the_family_first_and_no_space(given, family, full, initials):
    person = Person(given_name=given, family_name=family)
    assert person.full_name == full
    assert person.initials == initials
