"""The tags that pages are composed with."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.utils.translation import override

from lms.common import numbers
from lms.common.templatetags.ui import WORDS


def render(source: str, **context) -> str:
    return Template(source).render(Context(context))


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html).strip()


@pytest.mark.parametrize("name", WORDS)
def test_a_state_is_never_without_its_word(name):
    assert plain(render("{% state name %}", name=name)) == str(WORDS[name])


def test_a_state_that_nobody_knows_is_an_error_of_ours():
    with pytest.raises(KeyError):
        render("{% state 'splendid' %}")


def test_a_word_for_the_state_may_say_more_and_is_escaped():
    assert "4 days &lt;late&gt;" in render("{% state 'overdue' word=word pill=True %}", word="4 days <late>")


def test_an_icon_is_decoration_unless_it_has_a_name():
    assert 'aria-hidden="true"' in render("{% icon 'home' %}")
    assert 'role="img" aria-label="Home"' in render("{% icon 'home' label='Home' %}")


def test_icons_that_point_turn_with_the_reading_direction():
    assert "icon-mirror" in render("{% icon 'back' %}")
    assert "icon-mirror" not in render("{% icon 'clock' %}")


def test_a_text_says_which_language_it_is_really_in():
    said = render("{% text value note=True %}", value={"fr": "Bonjour <b>"})
    assert '<span lang="fr" dir="ltr">Bonjour &lt;b&gt;</span>' in said
    assert "Not translated yet" in said


def test_a_text_in_the_readers_language_needs_no_note():
    assert "Not translated" not in render("{% text value note=True %}", value={"en": "Hello", "fr": "Bonjour"})


def test_a_name_cannot_turn_the_text_around_it(participant):
    assert render("{% person_name person %}", person=participant) == '<bdi class="person-name">Amina Al Khalifa</bdi>'


def test_a_bar_stays_within_its_bounds():
    assert 'aria-valuenow="100"' in render("{% progress 14 12 %}")
    assert 'aria-valuenow="0"' in render("{% progress 0 0 %}")


def test_what_is_kept_back_is_neither_blank_nor_zero():
    assert plain(render("{% masked 5 %}")) == "under 5"
    assert plain(render("{% masked %}")) == "withheld"


def test_an_empty_element_is_not_written():
    assert render("{% filled div lede %}  \n {% endfilled %}") == ""
    assert render("{% filled div lede %}<b>x</b>{% endfilled %}") == '<div class="lede"><b>x</b></div>'


def test_filled_needs_an_element():
    with pytest.raises(TemplateSyntaxError):
        render("{% filled %}{% endfilled %}")


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "1,446"), ("ar", "١٬٤٤٦"), ("es", "1.446"), ("ru", "1\xa0446"), ("zh-hans", "1,446")]
)
def test_numbers_as_the_language_writes_them(language, shown):
    with override(language):
        assert render("{% number 1446 %}") == shown


@pytest.mark.parametrize(("language", "shown"), [("en", "80%"), ("ar", "٨٠٪"), ("fr", "80\xa0%")])
def test_percentages(language, shown):
    assert numbers.percent(80, language=language) == shown


@pytest.mark.parametrize(
    ("octets", "language", "shown"),
    [
        (0, "en", "0 kB"),
        (640, "fr", "0,6\u202fko"),
        (3_700, "ar", "٣٫٧ كيلوبايت"),
        (999_999, "es", "1.000 kB"),
        (1_000_000, "ru", "1 МБ"),
        (25_000_000, "zh-hans", "25 MB"),
    ],
)
def test_sizes_of_files_as_the_language_writes_them(octets, language, shown):
    with override(language):
        assert render("{{ octets|size }}", octets=octets) == shown


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "A, B and C"), ("fr", "A, B et C"), ("ru", "A, B и C"), ("zh-hans", "A、B和C"), ("ar", "A وB وC")],
)
def test_lists_are_joined_as_the_language_joins_them(language, shown):
    with override(language):
        assert render("{{ words|listed }}", words=["A", "B", "C"]) == shown


@pytest.mark.parametrize(
    ("language", "value", "shown"),
    [
        ("en", 24.5, "+24.5"),
        ("en", -3, "−3.0"),
        ("fr", 24.5, "+24,5"),
        ("en", -0.04, "0.0"),
        ("en", 12.25, "+12.3"),
        ("en", -12.25, "−12.3"),
        ("ar", 24.5, "\u061c+٢٤٫٥"),
        ("ar", -3, "\u061c−٣٫٠"),
    ],
)
def test_a_change_has_its_sign_where_the_language_has_it(language, value, shown):
    with override(language):
        assert render("{% signed value 1 %}", value=value) == f'<bdi class="nowrap">{shown}</bdi>'


@pytest.mark.parametrize(("value", "decimals", "shown"), [(4.25, 1, "4.3"), ("0.5", 0, "1"), (-2.5, 0, "-3")])
def test_halves_are_rounded_up_as_in_the_files(value, decimals, shown):
    """As ``lms.reports.country`` does: a figure is the same on the page and in what is exported."""
    assert numbers.number(value, decimals, "en") == shown


def test_halves_of_percentages_too():
    assert (numbers.percent(62.5, language="en"), numbers.percent(62.25, 1, "en")) == ("63%", "62.3%")


def test_a_sentence_is_filled_without_trusting_anybody():
    assert numbers.fill("<%(a)s>", a="<b>") == "&lt;&lt;b&gt;&gt;"


class Form(forms.Form):
    email = forms.EmailField(label="Official e-mail", help_text="An address of the agency.")
    answer = forms.ChoiceField(widget=forms.RadioSelect, choices=[("a", "One"), ("b", "Two")])
    note = forms.CharField(required=False)


def test_a_field_tells_its_hint_and_its_error_to_who_cannot_see():
    html = render("{{ form.email.as_field_group }}", form=Form({"email": "a@"}))
    ids = re.search(r'aria-describedby="([^"]+)"', html).group(1).split()
    assert ids
    assert all(f'id="{one}"' in html for one in ids)
    assert 'aria-invalid="true"' in html


def test_each_choice_is_a_card_that_is_wholly_the_label():
    html = render("{{ form.answer.as_field_group }}", form=Form())
    assert html.count('<label class="choice"') == 2
    assert "<legend>" in html


def test_only_what_may_be_left_out_is_marked():
    assert "(optional)" in render("{{ form.note.as_field_group }}", form=Form())
    assert "(optional)" not in render("{{ form.email.as_field_group }}", form=Form())


def test_the_summary_leads_to_each_field():
    html = render("{% error_summary form %}", form=Form({"email": "a@"}))
    assert "2 things to put right" in html
    assert 'href="#id_email"' in html


def test_no_summary_where_nothing_is_wrong():
    assert render("{% error_summary form %}", form=Form({"email": "a@b.org", "answer": "a"})).strip() == ""
    assert render("{% error_summary form %}", form=Form()).strip() == ""
