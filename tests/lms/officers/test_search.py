"""Finding colleagues in any language and script, with numbers that are true and pages that do not skip."""

from __future__ import annotations

import re

import pytest
from django.http import QueryDict

from lms.officers.directory import PAGE, Filters, find
from lms.officers.models import Listing
from lms.people.models import Country


@pytest.fixture
def people(make_person, show):
    """Officers whose names, countries and words are in many scripts."""
    rows = {
        "ahmad": ("أحمد", "الكعبي", "AE", "ar", {"ask_me": "مُكَافَحَة الإسـاءة", "topics": ["wellbeing"]}),
        "fatima": ("فاطمة", "موسى", "MA", "ar", {"function": "trainer"}),
        "jose": ("José", "Muñoz Ibáñez", "CL", "es", {"topics": ["image_video"]}),
        "soren": ("Søren", "Østergård", "DK", "en", {"other_languages": "dansk"}),
        "lukasz": ("Łukasz", "Wiśniewski", "PL", "en", {}),
        "zhang": ("伟", "张", "CN", "zh-hans", {"ask_me": "多语言语音转写"}),
        "semyon": ("Семён", "Королёв", "KG", "ru", {"function": "forensic_examiner"}),
        "aoife": ("Aoife", "O’Brien", "IE", "en", {}),
        "awa": ("Awa", "Koné", "CI", "fr", {"function": "prosecutor"}),
        "ana": ("Ana", "Tan", "PT", "en", {}),
        "amani": ("Amani", "Mushi", "TZ", "en", {"other_languages": "Kiswahili"}),
    }
    made = {}
    for key, (given, family, country, language, choices) in rows.items():
        person = make_person(
            f"{key}@example.org", country=country, given_name=given, family_name=family, language=language
        )
        show(person, **choices)
        made[person.pk] = key
    return made


def found(viewer, people, query):
    return {people[row.listing.person_id] for row in find(viewer, Filters.of(QueryDict(query))).rows}


def words(viewer, people, text):
    return {people[row.listing.person_id] for row in find(viewer, Filters(text)).rows}


@pytest.mark.parametrize(
    ("text", "who"),
    [
        # Arabic: hamza seats, taa marbuta, alif maqsura, harakat, tatweel; with and without the article.
        ("احمد", {"ahmad"}),
        ("أحمد الكعبى", {"ahmad"}),
        ("كعبي", {"ahmad"}),
        ("فاطمه", {"fatima"}),
        ("موسي", {"fatima"}),
        ("مكافحة الإساءة", {"ahmad"}),
        ("مكافحه الاساءه", {"ahmad"}),
        ("الإمارات", {"ahmad"}),
        ("المغرب", {"fatima"}),
        # Latin: marks, case, letters that have no mark to take away, apostrophes.
        ("JOSE munoz", {"jose"}),
        ("ibanez", {"jose"}),
        ("soren ostergard", {"soren"}),
        ("ØSTERGÅRD", {"soren"}),
        ("lukasz wisniewski", {"lukasz"}),
        ("obrien", {"aoife"}),
        ("o'brien", {"aoife"}),
        ("brien", {"aoife"}),
        # Beginnings of words, not their middles.
        ("zania", set()),
        ("tan", {"ana", "amani"}),
        # Cyrillic with and without the two dots; Chinese anywhere in a text.
        ("семен королев", {"semyon"}),
        ("КОРОЛЁВ", {"semyon"}),
        ("张伟", {"zhang"}),
        ("语音", {"zhang"}),
        # Countries by their names in the six languages.
        ("China", {"zhang"}),
        ("الصين", {"zhang"}),
        ("中国", {"zhang"}),
        ("Chine", {"zhang"}),
        ("Китай", {"zhang"}),
        ("Кыргызстан", {"semyon"}),
        ("丹麦", {"soren"}),
        ("Dinamarca", {"soren"}),
        ("Danemark", {"soren"}),
        ("Дания", {"soren"}),
        ("cote d'ivoire", {"awa"}),
        ("ivoire", {"awa"}),
        ("科特迪瓦", {"awa"}),
        # Languages by their names, choices by their words, words of one's own.
        ("Russian", {"semyon"}),
        ("arabe", {"ahmad", "fatima"}),
        ("西班牙语", {"jose"}),
        ("русский", {"semyon"}),
        ("kiswahili", {"amani"}),
        ("prosecutor", {"awa"}),
        ("image analysis", {"jose"}),
        ("wellbeing", {"ahmad"}),
        # All words have to fit, each wherever it does.
        ("prosecutor ivoire", {"awa"}),
        ("prosecutor denmark", set()),
        ("nobody at all", set()),
    ],
)
def test_words_find_people_in_six_languages(stranger, people, text, who):
    assert words(stranger, people, text) == who


def test_marks_and_signs_alone_are_no_question(stranger, people):
    assert len(words(stranger, people, " ' . % _ ")) == len(people)


@pytest.mark.parametrize("text", ["%", "_", "\\", "100%", "a_a", "'; --", "x" * 300, "\u202e"])
def test_strange_questions_are_answered(stranger, people, login, text):
    assert login(stranger).get("/en/officers/", {"q": text}).status_code == 200


def test_filters_combine_and_their_numbers_hold(stranger, people):
    both = find(stranger, Filters.of(QueryDict("language=ar&country=MA")))
    assert [people[row.listing.person_id] for row in both.rows] == ["fatima"]
    numbers = {facet.name: {choice.key: choice.count for choice in facet.choices} for facet in both.facets}
    # Beside each choice: how many there are with it and with what is chosen in the other filters.
    assert numbers["country"] == {"AE": 1, "MA": 1}
    assert numbers["language"] == {"ar": 1}
    assert numbers["function"] == {"trainer": 1}
    assert numbers["topic"] == {}


def test_two_choices_of_one_filter_widen(stranger, people):
    assert found(stranger, people, "country=AE&country=DK") == {"ahmad", "soren"}


@pytest.mark.parametrize(
    "query", ["country=XX", "country=ae", "language=tlh", "topic=<b>", "function=trainer&function=no"]
)
def test_choices_that_do_not_exist_do_no_harm(stranger, people, login, query):
    answer = login(stranger).get(f"/en/officers/?{query}")
    assert answer.status_code == 200
    assert "<b>" not in re.sub(r'value="[^"]*"', "", answer.text).replace('<b class="num">', "")


def test_she_does_not_find_herself_nor_counts(amina, omar):
    assert find(amina, Filters()).total == 1


def test_pages_hold_everybody_once(stranger, make_person, show):
    names = ["Ada", "Åsa", "Беата", "جميلة", "", "", "李", "ada", "Zoë", "Ada"] * 6
    for number, name in enumerate(names):
        person = make_person(f"p{number}@example.org", given_name=name or "Hidden", family_name="")
        show(person, name_as="own" if name else "none")
    after, seen, pages = "", [], 0
    while True:
        page = find(stranger, Filters(), after=after)
        seen += [row.listing.pk for row in page.rows]
        pages += 1
        assert page.total == len(names)
        if page.last is None:
            break
        after = str(page.last)
    assert pages == -(-len(names) // PAGE)
    assert len(seen) == len(set(seen)) == len(names)
    # Those without a name come last.
    nameless = [Listing.objects.get(pk=pk).nameless for pk in seen]
    assert nameless == sorted(nameless)


@pytest.mark.parametrize("after", ["x", "0", "00000000-0000-4000-8000-000000000000"])
def test_a_place_that_is_gone_begins_again(stranger, amina, login, after):
    assert "Khalifa" in login(stranger).get("/en/officers/", {"after": after}).text


def test_the_place_in_the_address_tells_no_name(stranger, make_person, show, login):
    for number in range(PAGE + 1):
        show(make_person(f"p{number}@example.org", given_name=f"Name{number:03}"))
    page = login(stranger).get("/en/officers/").text
    [address] = re.findall(r'rel="next" href="([^"]+)"', page)
    assert re.fullmatch(r"\?after=[0-9a-f-]{36}", address)
    assert "Name024" in login(stranger).get(f"/en/officers/{address}").text


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("query", "queries"), [("", 13), ("?q=trainer&country=KE&topic=triage", 15)])
def test_as_many_queries_for_one_officer_as_for_three(
    stranger, make_person, show, login, number, query, queries, django_assert_num_queries, first_look
):
    """Three of them write down who looks."""
    for index in range(number):
        show(
            make_person(f"p{index}@example.org", country="KE"),
            function="trainer",
            topics=["triage"],
        )
    client = login(stranger)
    client.get(f"/en/officers/{query}")
    first_look()
    with django_assert_num_queries(queries):
        assert f"{number} officer" in client.get(f"/en/officers/{query}").text


def test_every_country_can_be_found_by_its_six_names(stranger, make_person, show):
    person = make_person("one@example.org", country="KE")
    listing = show(person)
    for country in Country.objects.filter(pk__in=["CD", "KP", "TL", "BO", "GB", "VA", "ST", "TR", "SY", "LA"]):
        person.country = country
        person.save()
        listing = show(person)
        for language in ("ar", "zh", "en", "fr", "ru", "es"):
            hits = find(stranger, Filters(country.name(language)))
            assert [row.listing.pk for row in hits.rows] == [listing.pk], (country.pk, language)
