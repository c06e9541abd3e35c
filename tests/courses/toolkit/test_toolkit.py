"""The principles: all there, in six languages, linked with each other."""

from __future__ import annotations

import pytest

from courses.models import BuiltinText
from courses.toolkit.builtin import load_toolkit, read_texts
from courses.toolkit.models import Principle, Resource
from courses.toolkit.paths import PATHS
from courses.toolkit.tree import PRINCIPLES, RESOURCES
from lms.common.languages import CODES, texts_of


def test_five_core_and_seventeen_instrumental_principles(db):
    assert Principle.objects.filter(core=None).count() == 5
    assert Principle.objects.exclude(core=None).count() == 17
    assert Resource.objects.count() == 8


@pytest.mark.parametrize("code", CODES)
def test_every_text_is_there_in_every_language(code):
    texts = read_texts().get(code, {})
    english = read_texts()["en"]
    for slug in [slug for core, branches in PRINCIPLES.items() for slug in (core, *branches)]:
        for name in ("name", "question", "meaning", "example"):
            text = texts["principles"][slug][name].strip()
            assert text
            assert code == "en" or text != english["principles"][slug][name].strip()
        assert texts["principles"][slug]["meaning"].strip().count("\n\n") >= 1
    for slug in RESOURCES:
        assert all(texts["resources"][slug][name].strip() for name in ("name", "question", "readers"))


def test_reading_paths_lead_to_resources_that_exist():
    assert {slug for path in PATHS for slug in path.resources} <= set(RESOURCES)


@pytest.mark.parametrize("code", CODES)
def test_every_principle_has_its_page(login, stranger, code):
    client = login(stranger)
    home = client.get(f"/{code}/toolkit/").content.decode()
    for row in Principle.objects.all():
        address = f"/{code}/toolkit/principles/{row.slug}/"
        assert address in home
        assert client.get(address).status_code == 200


def test_a_principle_names_its_siblings(login, stranger):
    page = login(stranger).get("/en/toolkit/principles/necessity/").content.decode()
    for words in ("Could the aim be met by a less intrusive means?", "Legitimacy", "Proportionality", "Lawfulness"):
        assert words in page
    assert login(stranger).get("/en/toolkit/principles/nothing/").status_code == 404


def test_what_an_editor_wrote_stays_and_the_rest_is_renewed(db):
    edited, other = Principle.objects.get(slug="privacy"), Principle.objects.get(slug="accuracy")
    edited.meaning = {"en": "Our own words."}
    edited.save()
    # As if the files had changed since: the digests of the last load are those of older texts.
    from courses.builtin.store import digest

    other.meaning = {"en": "Words of last year."}
    other.save()
    names = ("name", "question", "meaning", "example")
    BuiltinText.objects.filter(name="principle:accuracy").update(
        digest=digest({name: getattr(other, name) for name in names})
    )
    BuiltinText.objects.filter(name="principle:privacy").update(digest="0" * 64)
    BuiltinText.objects.filter(name="toolkit").update(digest="0" * 64)
    Principle.objects.filter(slug="efficiency").delete()
    load_toolkit("default")
    edited.refresh_from_db()
    other.refresh_from_db()
    assert str(edited.meaning) == "Our own words."
    assert "Words of last year." not in texts_of(other.meaning)["en"]
    assert not Principle.objects.filter(slug="efficiency").exists()


def test_pages_cost_the_same_whatever_is_shown(login, stranger, django_assert_num_queries):
    client = login(stranger)
    client.get("/en/toolkit/")
    with django_assert_num_queries(6):
        client.get("/en/toolkit/")
    for slug in ("necessity", "lawfulness"):
        with django_assert_num_queries(6):
            client.get(f"/en/toolkit/principles/{slug}/")
