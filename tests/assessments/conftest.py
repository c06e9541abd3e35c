"""A small test in the small course, with four questions of three kinds."""

from __future__ import annotations

import pytest

from assessments.models import (
    Assessment,
    AssessmentLesson,
    MultipleChoiceQuestion,
    Option,
    Purpose,
    Shown,
    SingleChoiceQuestion,
    Topic,
    TrueFalseQuestion,
)


def add_question(kind, assessment, key, options=(), **fields):
    """A question with options given as ``(text, is_right)``."""
    fields.setdefault("topic", Topic.LAW)
    fields.setdefault("text", {"en": f"Question {key}?", "ar": f"سؤال {key}؟"})
    fields.setdefault("explanation", f"Because of {key}.")
    question = kind.objects.create(assessment=assessment, key=key, **fields)
    Option.objects.bulk_create(
        Option(question_id=question.pk, text=text, is_right=right, position=place)
        for place, (text, right) in enumerate(options)
    )
    return question


FOUR = [("alpha", False), ("beta", True), ("gamma", False), ("delta", False)]


@pytest.fixture
def assessment(db):
    """Two single choices, one multiple choice (two right ones), one statement; 5 points; 20 minutes."""
    assessment = Assessment.objects.create(
        slug="tools", title={"en": "Tools and their limits", "ar": "الأدوات وحدودها"}, minutes=20, tries=2
    )
    add_question(SingleChoiceQuestion, assessment, "one", FOUR, position=1)
    add_question(SingleChoiceQuestion, assessment, "two", FOUR, position=2, topic=Topic.TOOLS)
    add_question(
        MultipleChoiceQuestion,
        assessment,
        "three",
        [("red", True), ("green", False), ("blue", True), ("black", False)],
        position=3,
        points=2,
    )
    add_question(TrueFalseQuestion, assessment, "four", position=4, is_true=True)
    return assessment


@pytest.fixture
def lesson(assessment, course):
    """The test at the end of the small course."""
    return AssessmentLesson.objects.create(
        module=course.modules.last(),
        slug="final-test",
        title={"en": "Final test"},
        assessment=assessment,
        purpose=Purpose.CHECK,
        completion="passed",
        position=9,
    )


@pytest.fixture
def shown_at_once(assessment):
    """Answers are shown as soon as the test is handed in."""
    assessment.answers_shown = Shown.AT_ONCE
    assessment.save()


def keys(question, *texts):
    """The keys of the options with these texts."""
    return [str(option.pk) for option in question.options.all() if str(option.text) in texts]


def right(question):
    """The keys that earn all points."""
    return sorted(question.right_keys(list(question.options.all())))
