"""The tests before and after the built-in two-day course: read from ``data/``, loaded after ``migrate``.

Inserted once; a newer text of the product replaces an older one unless somebody edited the row, and what
somebody deleted stays deleted.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from i18nfield.strings import LazyI18nString

from assessments.models import (
    Assessment,
    AssessmentLesson,
    MultipleChoiceQuestion,
    Option,
    Question,
    SingleChoiceQuestion,
)
from courses.builtin.store import Store, digest
from courses.models import BuiltinText, CompletionRule, Course
from lms.common.languages import CODES

DATA = Path(__file__).resolve().parent / "data"
COURSE = "two-day"
LETTERS = "abcd"


@dataclass(frozen=True)
class QuestionFile:
    """A question as the files describe it; texts by language."""

    key: str
    topic: str
    right: str
    is_multiple: bool
    text: dict[str, str]
    options: dict[str, dict[str, str]]
    why: dict[str, str]

    def texts(self) -> dict[str, Any]:
        """Everything translated, by a name each."""
        return {"text": self.text, "why": self.why, **self.options}


@dataclass(frozen=True)
class TestFile:
    """A test as the files describe it."""

    structure: dict[str, Any]
    title: dict[str, str]
    intro: dict[str, str]
    questions: list[QuestionFile]

    @property
    def slug(self) -> str:
        return str(self.structure["slug"])


def read_tests() -> list[TestFile]:
    """Both tests with the texts of every language. Raises KeyError where a translation is missing."""
    structure = _toml("two-day.toml")
    texts = {code: _toml(f"two-day.{code}.toml") for code in CODES}

    def each(key: str, place: int) -> dict[str, str]:
        return {code: texts[code][key][place] for code in CODES}

    tests = []
    for test in structure["tests"]:
        slug = test["slug"]
        prefix = test["purpose"] + "-"
        questions = [
            QuestionFile(
                key=key,
                topic=entry["topic"],
                right=entry["right"],
                is_multiple=entry.get("multiple", False),
                text=each(key, 0),
                options={letter: each(key, place) for place, letter in enumerate(LETTERS, start=1)},
                why=each(key, 5),
            )
            for key, entry in structure["questions"].items()
            if key.startswith(prefix)
        ]
        tests.append(TestFile(test, each(slug, 0), each(slug, 1), questions))
    return tests


def load_two_day_tests(using: str) -> None:
    """Bring in what is missing; one query when nothing changed."""
    store, now = Store(using), _fingerprint()
    if store.known.get("tests") == now:
        return
    course = Course.objects.using(using).filter(slug=COURSE).first()
    if course is None:
        return
    with transaction.atomic(using=using):
        for file in read_tests():
            _load_test(store, course, file)
        store.remember("tests", now)


def _load_test(store: Store, course: Course, file: TestFile) -> None:
    test = file.structure
    assessment = store.put(
        f"test:{file.slug}",
        Assessment,
        {"slug": file.slug},
        {"title": file.title, "intro": file.intro},
        minutes=test["minutes"],
        tries=test["tries"],
        pass_mark=70,
        result_shown=test["result_shown"],
        answers_shown=test["answers_shown"],
    )
    if assessment is None:
        return
    new = [question for question in file.questions if _name(question) not in store.known]
    _insert(store, assessment, new)
    for question in file.questions:
        if question not in new:
            _renew(store, assessment, question)
    modules = course.modules.using(store.using).order_by("position", "pk")
    module = modules.first() if test["module"] == "first" else modules.last()
    if module is not None:
        store.put(
            f"lesson:{COURSE}:{test['lesson']}",
            AssessmentLesson,
            {"module": module, "slug": test["lesson"]},
            {"title": file.title},
            assessment=assessment,
            purpose=test["purpose"],
            position=test["position"],
            minutes=test["minutes"],
            completion=CompletionRule.PASSED if test["purpose"] == "post" else CompletionRule.SUBMITTED,
            opens_on_day=test["opens_on_day"],
            closes_on_day=test["closes_on_day"],
        )


def _insert(store: Store, assessment: Assessment, files: list[QuestionFile]) -> None:
    options = []
    for place, file in enumerate(files, start=1):
        kind = MultipleChoiceQuestion if file.is_multiple else SingleChoiceQuestion
        question = kind(
            assessment=assessment,
            key=file.key,
            topic=file.topic,
            text=LazyI18nString(file.text),
            explanation=LazyI18nString(file.why),
            position=place,
        )
        question.save(using=store.using)
        options += [
            Option(
                question_id=question.pk,
                text=LazyI18nString(text),
                is_right=letter in file.right,
                position=LETTERS.index(letter) + 1,
            )
            for letter, text in file.options.items()
        ]
    Option.objects.using(store.using).bulk_create(options)
    BuiltinText.objects.using(store.using).bulk_create(
        BuiltinText(name=_name(file), digest=digest(file.texts())) for file in files
    )


def _renew(store: Store, assessment: Assessment, file: QuestionFile) -> None:
    """Replace the texts of a question that is still as the product wrote it. What is right never changes here."""
    rows_of_key = Question.objects.non_polymorphic().using(store.using).filter(assessment=assessment, key=file.key)
    question: Any = rows_of_key.filter(version=1, is_current=True).first()
    if question is None:
        return
    options = list(Option.objects.using(store.using).filter(question=question.pk).order_by("position"))
    rows = dict(zip(LETTERS, options, strict=False))
    there = {"text": question.text, "why": question.explanation, **{key: one.text for key, one in rows.items()}}
    if digest(there) != store.known[_name(file)] or len(options) != len(LETTERS):
        return
    rows_of_key.filter(pk=question.pk).update(text=LazyI18nString(file.text), explanation=LazyI18nString(file.why))
    for letter, option in rows.items():
        option.text = LazyI18nString(file.options[letter])
    Option.objects.using(store.using).bulk_update(options, ["text"])
    store.remember(_name(file), digest(file.texts()))


def _name(file: QuestionFile) -> str:
    return f"question:{file.key}"


def _toml(name: str) -> dict[str, Any]:
    with (DATA / name).open("rb") as source:
        return tomllib.load(source)


def _fingerprint() -> str:
    """SHA-256 over all files: equal while nothing changed."""
    whole = hashlib.sha256()
    for path in sorted(DATA.glob("two-day*.toml")):
        whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()
