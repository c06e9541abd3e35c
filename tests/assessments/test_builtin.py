"""The tests before and after the two-day course: complete in six languages, fair, loaded once."""

from __future__ import annotations

from collections import Counter

import pytest

from assessments.builtin import LETTERS, load_two_day_tests, read_tests
from assessments.models import Assessment, AssessmentLesson, Option, Question
from courses.models import BuiltinText
from lms.common.languages import CODES, texts_of

TESTS = read_tests()
ALL = [question for test in TESTS for question in test.questions]
SINGLE = [question for question in ALL if not question.is_multiple]


def test_two_parallel_forms_of_fifteen():
    forms = [[(one.topic, one.is_multiple) for one in test.questions] for test in TESTS]
    assert forms[0] == forms[1]
    assert [len(form) for form in forms] == [15, 15]
    assert set(Counter(topic for topic, _ in forms[0]).values()) == {3}


@pytest.mark.parametrize("code", CODES)
def test_every_text_is_there_in_every_language(code):
    for test in TESTS:
        assert test.title[code]
        assert test.intro[code]
        for question in test.questions:
            texts = [question.text[code], question.why[code], *(one[code] for one in question.options.values())]
            assert all(text.strip() == text and text for text in texts), question.key
            assert len({one[code] for one in question.options.values()}) == len(LETTERS), question.key


@pytest.mark.parametrize("code", ["ar", "zh-hans", "ru", "fr", "es"])
def test_no_translation_is_a_copy_of_the_english(code):
    for question in ALL:
        assert question.text[code] != question.text["en"]
        for option in question.options.values():
            assert option[code] != option["en"], question.key


def test_the_position_gives_nothing_away():
    counts = Counter(question.right for question in SINGLE)
    assert set(counts) == set(LETTERS)
    assert max(counts.values()) - min(counts.values()) <= 2


@pytest.mark.parametrize("code", CODES)
def test_the_length_gives_nothing_away(code):
    """Guessing by "the longest" or "the shortest" would earn a third of the questions at most."""

    def hits(choose):
        return sum(
            choose(question.options, key=lambda letter: len(question.options[letter][code])) == question.right
            for question in SINGLE
        )

    assert hits(max) <= len(SINGLE) // 3, [
        q.key for q in SINGLE if max(q.options, key=lambda letter: len(q.options[letter][code])) == q.right
    ]
    assert hits(min) <= 2 * len(SINGLE) // 5, [
        q.key for q in SINGLE if min(q.options, key=lambda letter: len(q.options[letter][code])) == q.right
    ]


@pytest.mark.django_db
def test_they_are_there_after_migrate():
    assert list(Assessment.objects.values_list("slug", flat=True)) == ["two-day-post", "two-day-pre"]
    lessons = AssessmentLesson.objects.filter(module__course__slug="two-day").order_by("purpose")
    assert [(one.slug, one.purpose) for one in lessons] == [("post-test", "post"), ("pre-test", "pre")]
    for question in Question.objects.all():
        assert set(texts_of(question.text)) == set(CODES)
        options = list(question.options.all())
        assert question.credit(question.right_keys(options), options) == 1


@pytest.mark.django_db
def test_loading_again_changes_nothing(django_assert_num_queries):
    with django_assert_num_queries(1):
        load_two_day_tests("default")


@pytest.mark.django_db
def test_a_newer_text_replaces_what_nobody_edited():
    edited, untouched = Question.objects.get(key="pre-ai-1"), Question.objects.get(key="pre-ai-2")
    edited.text = "An editor's own words"
    edited.save()
    # As if the product's texts had been older ones.
    Option.objects.filter(question=untouched).update(text="old")
    untouched.text = untouched.explanation = "old"
    untouched.save()
    from courses.builtin.store import digest

    old = digest({"text": "old", "why": "old", **dict.fromkeys(LETTERS, "old")})
    BuiltinText.objects.filter(name="question:pre-ai-2").update(digest=old)
    BuiltinText.objects.filter(name="tests").update(digest="older")
    load_two_day_tests("default")
    untouched.refresh_from_db()
    edited.refresh_from_db()
    assert texts_of(untouched.text)["fr"].startswith("Un outil")
    assert str(edited.text) == "An editor's own words"
    assert Option.objects.filter(question=untouched).count() == 4


@pytest.mark.django_db
def test_a_deleted_test_stays_deleted():
    AssessmentLesson.objects.filter(slug="post-test").delete()
    Assessment.objects.filter(slug="two-day-post").delete()
    BuiltinText.objects.filter(name="tests").update(digest="older")
    load_two_day_tests("default")
    assert not Assessment.objects.filter(slug="two-day-post").exists()
