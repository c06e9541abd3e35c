"""Which language a text is shown in, and its direction."""

import pytest
from i18nfield.strings import LazyI18nString

from lms.common import languages


def test_a_missing_translation_falls_back_and_says_so():
    shown = languages.localized(LazyI18nString({"ar": "مرحبا", "ru": ""}), "ru")
    assert (shown.text, shown.language, shown.direction, shown.is_fallback) == ("مرحبا", "ar", "rtl", True)


@pytest.mark.parametrize(
    ("value", "direction"), [("١٢ أدوات", "rtl"), ("12 tools", "ltr"), ("…", "ltr"), ("שלום", "rtl")]
)
def test_direction_of_a_text_of_unknown_language(value, direction):
    assert languages.text_direction(value) == direction


@pytest.mark.parametrize(
    ("address", "there"),
    [
        ("/en/", "/fr/"),
        ("/en", "/fr"),
        ("/zh-hans/tools/?q=%2Fen%2F#found", "/fr/tools/?q=%2Fen%2F#found"),
        ("/en/no-such-page/", "/fr/no-such-page/"),
        ("/check/en/", "/check/en/"),
        ("/", "/"),
    ],
)
def test_the_same_page_in_another_language(address, there):
    assert languages.address_in("fr", address) == there
