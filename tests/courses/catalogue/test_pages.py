"""Finding, reading and comparing tools in the browser."""

from __future__ import annotations

import collections

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.catalogue.actions.import_tools import import_tools
from courses.catalogue.facets import FACETS, Filters, entries_of, find
from courses.catalogue.models import Tool, ToolLesson, ToolTag
from courses.catalogue.starter import FILE
from courses.catalogue.vocabulary import DataLeaves, Deployment, Licence, SkillLevel, ToolFunction
from courses.models import Module


@pytest.fixture
def tools(db):
    """The starter list, all of it published."""
    import_tools(data=FILE.read_bytes())
    Tool.objects.update(status="published")
    return Tool.objects.all()


@pytest.fixture
def make_tool(db):
    from courses.catalogue.search import search_text

    def make(name, *, functions=("ocr",), deployment=("desktop",), **fields):
        fields = {
            "status": "published", "licence": "open-source", "skill_level": "basic", "data_leaves": "no", **fields
        }  # fmt: skip
        tool = Tool(slug=name.lower().replace(" ", "-"), name=name, **fields)
        tool.search_text = search_text(tool)
        tool.save()
        ToolTag.objects.bulk_create(ToolTag.of(tool, {"function": list(functions), "deployment": list(deployment)}))
        return tool

    return make


VALUES = {
    "function": ToolFunction.values,
    "deployment": Deployment.values,
    "leaves": DataLeaves.values,
    "licence": Licence.values,
    "level": SkillLevel.values,
    "country": ["US", "DE", "FR"],
}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.fixed_dictionaries({}, optional={k: st.sets(st.sampled_from(v), max_size=3) for k, v in VALUES.items()}))
def test_the_number_beside_each_choice_is_what_counting_by_hand_gives(tools, chosen):
    query = QueryDict(mutable=True)
    for name, keys in chosen.items():
        query.setlist(name, sorted(keys))
    filters = Filters.of(query)
    found = find(tools, filters)

    def words(tool, name):
        tags = {tag.key for tag in tool.tags.all() if tag.kind == name}
        columns = {
            "leaves": tool.data_leaves,
            "licence": tool.licence,
            "level": tool.skill_level,
            "country": tool.provider_country_id,
        }
        return tags or {columns.get(name)} - {None}

    rows = list(Tool.objects.prefetch_related("tags"))
    wanted = {name: keys for name, keys in chosen.items() if keys}
    by_hand = [tool for tool in rows if all(words(tool, name) & keys for name, keys in wanted.items())]
    assert sorted(found.pks) == sorted(tool.pk for tool in by_hand)
    for facet in found.facets:
        others = {name: keys for name, keys in wanted.items() if name != facet.name}
        pool = [tool for tool in rows if all(words(tool, name) & keys for name, keys in others.items())]
        counted = collections.Counter(key for tool in pool for key in words(tool, facet.name))
        for choice in facet.choices:
            assert choice.count == counted.get(choice.key, 0), (facet.name, choice.key)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from([*FACETS, "q", "page", "x"]), st.text(max_size=30), max_size=5))
def test_any_address_gives_filters_that_exist(pairs):
    query = QueryDict(mutable=True)
    query.update(pairs)
    filters = Filters.of(query)
    assert Filters.of(QueryDict(filters.query())) == filters


@pytest.mark.parametrize(
    "words", ["тест", "ТЕСТ", "识别", "التعرف", "reconocimiento", "RECONNAÎT", "reconnait", "lantern"]
)
def test_words_are_found_in_every_script_with_any_case_and_marks(login, stranger, make_tool, words):
    make_tool(
        "Lantern",
        summary={
            "en": "Recognises text", "ru": "Быстрый тест текста", "zh-hans": "文字识别软件", "ar": "التَّعرّف على النص",
            "es": "Reconocimiento de texto", "fr": "Reconnaît le texte",
        },
    )  # fmt: skip
    make_tool("Other", summary={"en": "Something else"})
    page = login(stranger).get("/en/tools/", {"q": words}).content.decode()
    assert "Lantern" in page
    assert "Other" not in page


def test_what_a_tool_does_is_found_by_its_label(login, stranger, make_tool):
    make_tool("Lantern", functions=["speech-to-text"])
    make_tool("Other", functions=["ocr"])
    page = login(stranger).get("/en/tools/?q=speech+to").content.decode()
    assert "Lantern" in page
    assert "Other" not in page


def test_members_see_published_tools_only(login, stranger, make_person, make_tool):
    make_tool("Secret", status="in_review")
    client = login(stranger)
    assert "Secret" not in client.get("/en/tools/").content.decode()
    assert client.get("/en/tools/secret/").status_code == 404
    assert "Secret" not in client.get("/en/tools/compare/?tool=secret").content.decode()
    assert b"Secret" not in b"".join(client.get("/en/tools/export.csv").streaming_content)
    editor = login(make_person("eve@example.org", role="editor"))
    assert "Members do not see this tool yet" in editor.get("/en/tools/secret/").content.decode()


def test_nobody_reads_the_catalogue_without_log_in(client, make_tool):
    make_tool("Lantern")
    for address in ("/en/tools/", "/en/tools/lantern/", "/en/tools/compare/", "/en/tools/export.csv"):
        assert client.get(address).status_code == 302


def test_human_oversight_comes_before_everything_else(login, stranger, make_tool):
    make_tool("Quorum", functions=["speaker-recognition"], oversight_note={"en": "An examiner confirms."})
    make_tool("Plain", functions=["ocr"], oversight_note={"en": "Read it again."}, deployment=["cloud"])
    client = login(stranger)
    page = client.get("/en/tools/quorum/").content.decode()
    assert page.index("A person decides, never the tool") < page.index("Six steps to put it to use")
    assert "no endorsement by the United Nations" in page
    page = client.get("/en/tools/plain/").content.decode()
    assert "A person decides, never the tool" not in page
    assert "Illegal material must never be sent" in page
    assert "Human check needed" in client.get("/en/tools/").content.decode()


def test_four_tools_stand_side_by_side_and_a_fifth_is_named(login, stranger, make_tool):
    for name in "ABCDE":
        make_tool(f"Tool {name}", summary={"en": "x"})
    client = login(stranger)
    address = "/en/tools/compare/?" + "&".join(f"tool=tool-{name}" for name in "edcba")
    page = client.get(address).content.decode()
    assert page.count('scope="col"') == 4
    assert page.index("Tool E") < page.index("Tool B")
    assert "Left out:" in page
    same = client.get("/en/tools/compare/?tool=tool-a&tool=tool-b&differences=1").content.decode()
    assert "do not differ" in same
    assert client.get("/en/tools/compare/?tool=%00&tool=../x").status_code in {200, 400}


def test_a_lesson_shows_its_tools_as_they_are_today(login, participant, enrolment, make_tool):
    tool = make_tool("Lantern", summary={"en": "Old words"})
    lesson = ToolLesson.objects.create(
        module=Module.objects.filter(course=enrolment.training.course).first(), slug="tools", title="Tools"
    )
    lesson.tools.add(tool)
    client = login(participant)
    assert "Old words" in client.get(lesson.get_absolute_url()).content.decode()
    Tool.objects.update(summary={"en": "New words"})
    assert "New words" in client.get(lesson.get_absolute_url()).content.decode()
    assert lesson.get_absolute_url() in client.get("/en/tools/lantern/").content.decode()
    Tool.objects.update(status="archived")
    assert "Lantern" not in client.get(lesson.get_absolute_url()).content.decode()


def test_the_list_goes_out_as_it_is_filtered_and_comes_in_again(login, stranger, make_tool):
    make_tool("Lantern", functions=["speech-to-text"], summary={"en": "=cmd|' /C calc'!A0"})
    make_tool("Other", functions=["ocr"])
    client = login(stranger)
    data = b"".join(client.get("/en/tools/export.csv?function=speech-to-text").streaming_content)
    assert b"Lantern" in data
    assert b"Other" not in data
    assert b'"=cmd' not in data
    assert import_tools(data=client.get("/en/tools/export.xlsx").content).rejected == []
    assert client.get("/en/tools/export.exe").status_code == 404


def test_pages_cost_the_same_for_one_and_three_tools(login, stranger, make_tool, django_assert_num_queries):
    client = login(stranger)
    client.get("/en/tools/")
    for names in (["A"], ["B", "C"]):
        for name in names:
            make_tool(f"Tool {name}", functions=["ocr", "redaction"])
        with django_assert_num_queries(8):
            client.get("/en/tools/")
        with django_assert_num_queries(9):
            client.get("/en/tools/?q=tool&function=ocr")
        with django_assert_num_queries(9):
            client.get("/en/tools/tool-a/")
        with django_assert_num_queries(7):
            client.get("/en/tools/compare/?" + "&".join(f"tool=tool-{name.lower()}" for name in names))


def test_two_hundred_tools_are_read_in_two_queries(tools, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert len(entries_of(Tool.objects.published())) == 211
