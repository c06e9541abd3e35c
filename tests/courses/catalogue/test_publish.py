"""An editor works through the tools that wait for a look."""

import pytest

from courses.catalogue.models import Tool
from lms.people.models import Role


@pytest.fixture
def editor(make_person):
    return make_person("elodie@example.org", role=Role.EDITOR)


@pytest.fixture
def waiting(db):
    """Three tools in review."""
    return [
        Tool.objects.create(slug=name, name=name.title(), status=Tool.Status.IN_REVIEW)
        for name in ("one", "three", "two")
    ]


def test_publishing_shows_the_tool_to_members_and_leads_on(login, editor, stranger, waiting):
    assert login(stranger).get("/en/tools/one/").status_code == 404
    answer = login(editor).post("/en/tools/one/publish/")
    assert answer["Location"] == "/en/tools/three/"
    assert login(stranger).get("/en/tools/one/").status_code == 200


def test_the_last_one_leads_back_to_the_list(login, editor, waiting):
    Tool.objects.exclude(slug="two").update(status=Tool.Status.PUBLISHED)
    assert login(editor).post("/en/tools/two/publish/")["Location"] == "/en/tools/"


def test_members_neither_see_nor_publish(login, stranger, coordinator, waiting):
    for person in (stranger, coordinator):
        assert login(person).post("/en/tools/one/publish/").status_code == 404
    assert not Tool.objects.published().exists()
