"""The courses that come with the product: whole, in six languages, and never over an editor's words."""

from __future__ import annotations

import pytest

from courses.builtin.files import HERE, fingerprint, parse, read_course
from courses.builtin.loader import COURSES, load_courses
from courses.catalogue.models import ToolLesson
from courses.models import BuiltinText, Course, Lesson, TextLesson
from lms.common.languages import CODES, texts_of
from lms.common.markdown import render


@pytest.mark.parametrize("folder", COURSES)
@pytest.mark.parametrize("code", CODES)
def test_every_text_is_there_in_every_language(folder, code):
    course = read_course(folder)
    assert course.title[code]
    assert course.summary[code]
    for module in course.modules:
        assert module.title[code]
        for lesson in module.lessons:
            texts = lesson.texts()
            assert texts["title"].get(code), (lesson.source, code)
            assert len(texts["body"].get(code, "")) > 100, (lesson.source, code)
            assert code == "en" or texts["body"][code] != texts["body"]["en"]


def test_translations_have_the_same_parts_as_the_english_text():
    for path in sorted((HERE / "two-day" / "en").glob("*.md")):
        shapes = {}
        for code in CODES:
            html = render(parse((HERE / "two-day" / code / path.name).read_text(encoding="utf-8"))[1])
            shapes[code] = [html.count(tag) for tag in ("<h2", "<li", "<blockquote", "<tr")]
        assert len({tuple(shape) for shape in shapes.values()}) == 1, (path.name, shapes)


def test_the_two_day_course_has_room_for_its_tests(db):
    course = Course.objects.get(slug="two-day")
    assert course.status == "published"
    modules = list(course.modules.all())
    assert len(modules) == 5
    own = Lesson.objects.non_polymorphic().exclude(slug__in=["pre-test", "post-test"])
    assert min(own.filter(module=modules[0]).values_list("position", flat=True)) == 2
    assert ToolLesson.objects.filter(module__course=course).count() == 1
    assert Course.objects.get(slug="first-look").is_open


def test_loading_again_asks_one_question(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        load_courses("default")


def test_new_words_replace_old_ones_but_never_an_editors(db):
    edited = TextLesson.objects.get(slug="welcome")
    edited.title = {"en": "Our own welcome"}
    edited.save()
    Lesson.objects.get(slug="wellbeing").delete()
    BuiltinText.objects.filter(name__startswith="lesson:two-day:welcome").update(digest="0" * 64)
    BuiltinText.objects.filter(name="courses").update(digest="0" * 64)
    load_courses("default")
    edited.refresh_from_db()
    assert texts_of(edited.title) == {"en": "Our own welcome"}
    assert not Lesson.objects.filter(slug="wellbeing").exists()
    assert BuiltinText.objects.get(name="courses").digest == fingerprint()


@pytest.mark.parametrize(
    "source", ["", "no front matter", "---\n---\n\ntext", "---\ntitle:\n---\nx", "---\nname: x\n---\nx"]
)
def test_a_lesson_without_a_title_stops_the_loader(source):
    with pytest.raises(ValueError, match="title"):
        parse(source)


def test_a_title_may_hold_a_colon():
    assert parse("---\ntitle: One: two\n---\n\nText\n") == ("One: two", "Text")
