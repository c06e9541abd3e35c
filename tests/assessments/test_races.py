"""Many hands at once: one attempt, one handing in, and never an older answer over a newer one."""

from __future__ import annotations

from functools import partial

import pytest

from assessments.actions import save_answer, start_attempt, submit_attempt
from assessments.models import Answer, Attempt
from courses.models import Enrolment, LessonProgress

from .conftest import right

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 20


@pytest.fixture
def at_once(together):
    """Runs a function in twenty threads that begin together; returns the results in order."""
    return lambda function: together(*[partial(function, number) for number in range(HANDS)])


def test_twenty_starts_are_one_attempt(at_once, enrolment, lesson):
    found = at_once(lambda number: start_attempt(enrolment=Enrolment.objects.get(pk=enrolment.pk), lesson=lesson).pk)
    assert len(set(found)) == 1
    assert Attempt.objects.count() == 1


def test_twenty_presses_hand_in_once(at_once, enrolment, lesson):
    attempt = start_attempt(enrolment=enrolment, lesson=lesson)
    found = at_once(lambda number: submit_attempt(attempt=attempt).submitted_at)
    assert len(set(found)) == 1
    assert LessonProgress.objects.filter(enrolment=enrolment, lesson=lesson).count() == 1


def test_of_twenty_devices_one_wins_and_the_others_are_told(at_once, enrolment, lesson):
    attempt = start_attempt(enrolment=enrolment, lesson=lesson)
    question = lesson.assessment.questions.get(key="one")
    keys = [str(option.pk) for option in question.options.all()]

    def save(number):
        return save_answer(
            attempt=attempt, question=question.pk, value=[keys[number % 4]], revision=0, client_id=f"device-{number}"
        )

    found = at_once(save)
    accepted = [number for number, one in enumerate(found) if not one.is_stale]
    assert len(accepted) == 1
    answer = Answer.objects.get(attempt=attempt, question=question)
    assert (answer.revision, answer.value) == (1, [keys[accepted[0] % 4]])
    assert all(one.value == answer.value for one in found)


def test_the_same_save_sent_twenty_times_is_kept_once(at_once, enrolment, lesson):
    attempt = start_attempt(enrolment=enrolment, lesson=lesson)
    question = lesson.assessment.questions.get(key="one")
    value = right(question)
    found = at_once(
        lambda number: (
            save_answer(attempt=attempt, question=question.pk, value=value, revision=0, client_id="the-one").revision
        )
    )
    assert found == [1] * HANDS


def test_what_was_acknowledged_before_handing_in_is_scored(at_once, enrolment, lesson):
    attempt = start_attempt(enrolment=enrolment, lesson=lesson)
    questions = {question.pk: right(question) for question in lesson.assessment.questions.all()}
    from lms.common.errors import Refused

    def act(number):
        if number == 3:
            submit_attempt(attempt=attempt)
            return None
        pk = list(questions)[number % 4]
        try:
            saved = save_answer(attempt=attempt, question=pk, value=questions[pk], revision=0, client_id=f"{number}")
        except Refused:
            return None
        return pk if not saved.is_stale else None

    kept = {pk for pk in at_once(act) if pk is not None}
    scored = set(Answer.objects.filter(attempt=attempt, score__gt=0).values_list("question_id", flat=True))
    assert kept == scored
