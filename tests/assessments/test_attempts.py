"""An officer takes a test: it starts once, keeps every answer, and is handed in once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.actions import (
    close_expired,
    give_extra_time,
    mark_answer,
    revise_question,
    save_answer,
    start_attempt,
    submit_attempt,
)
from assessments.models import Answer, Assessment, Attempt, AttemptState, Option, Question
from courses.models import EnrolmentState, LessonProgress, TextLesson
from lms.audit.models import AuditEntry
from lms.common import clock
from lms.common.errors import Refused

from .conftest import keys, right

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(enrolment, lesson):
    return start_attempt(enrolment=enrolment, lesson=lesson)


def questions(assessment):
    return {question.key: question for question in assessment.questions.all()}


def save(attempt, question, value, revision=0, client_id="save-1"):
    return save_answer(attempt=attempt, question=question.pk, value=value, revision=revision, client_id=client_id)


def answer_all_right(attempt):
    for question in attempt.lesson.assessment.questions.all():
        save(attempt, question, right(question))


def test_starting_fixes_the_questions_the_end_and_the_lesson_state(attempt, enrolment, lesson):
    assert attempt.number == 1
    assert attempt.expires_at - attempt.started_at == dt.timedelta(minutes=20)
    assert sorted(attempt.answers.values_list("position", flat=True)) == [1, 2, 3, 4]
    assert LessonProgress.objects.get(enrolment=enrolment, lesson=lesson).state == "in_progress"


def test_starting_again_returns_the_open_attempt(attempt, enrolment, lesson):
    assert start_attempt(enrolment=enrolment, lesson=lesson) == attempt
    assert Attempt.objects.count() == 1


def test_the_database_itself_holds_one_open_attempt(attempt):
    attempt.pk, attempt.number = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        attempt.save(force_insert=True)


def test_tries_run_out(enrolment, lesson):
    for _ in range(2):
        submit_attempt(attempt=start_attempt(enrolment=enrolment, lesson=lesson))
    with pytest.raises(Refused) as refused:
        start_attempt(enrolment=enrolment, lesson=lesson)
    assert refused.value.code == "no_tries_left"


def test_no_seat_no_test(enrolment, lesson):
    enrolment.state = EnrolmentState.WITHDRAWN
    enrolment.save()
    with pytest.raises(Refused) as refused:
        start_attempt(enrolment=enrolment, lesson=lesson)
    assert refused.value.code == "not_taking_part"


@pytest.mark.parametrize(("opens", "closes", "code"), [(2, None, "too_early"), (None, 1, "closed")])
def test_it_opens_and_closes_by_the_days_of_the_training(enrolment, lesson, training, opens, closes, code):
    if closes:
        training.starts_on -= dt.timedelta(days=1)
        training.save()
    lesson.opens_on_day, lesson.closes_on_day = opens, closes
    lesson.save()
    enrolment.refresh_from_db()
    with pytest.raises(Refused) as refused:
        start_attempt(enrolment=enrolment, lesson=lesson)
    assert refused.value.code == code


def test_what_has_to_be_done_before_locks_it(enrolment, lesson):
    lesson.after.add(TextLesson.objects.get(slug="one"))
    with pytest.raises(Refused) as refused:
        start_attempt(enrolment=enrolment, lesson=lesson)
    assert refused.value.code == "locked"


def test_all_right_is_passed_and_reaches_the_course(attempt, enrolment, lesson):
    answer_all_right(attempt)
    done = submit_attempt(attempt=attempt)
    assert (done.score, done.max_score, done.percent, done.passed) == (5, 5, 100, True)
    progress = LessonProgress.objects.get(enrolment=enrolment, lesson=lesson)
    assert (progress.state, progress.score) == ("passed", Decimal(100))


def test_no_answer_counts_as_wrong(attempt, enrolment, lesson, assessment):
    save(attempt, questions(assessment)["one"], keys(questions(assessment)["one"], "beta"))
    done = submit_attempt(attempt=attempt)
    assert (done.score, done.percent, done.passed) == (1, 20, False)
    assert LessonProgress.objects.get(enrolment=enrolment, lesson=lesson).state == "failed"


def test_handing_in_twice_hands_in_once(attempt):
    first = submit_attempt(attempt=attempt)
    second = submit_attempt(attempt=attempt)
    assert first.submitted_at == second.submitted_at


def test_after_handing_in_nothing_can_be_changed(attempt, assessment):
    submit_attempt(attempt=attempt)
    question = questions(assessment)["one"]
    with pytest.raises(Refused) as refused:
        save(attempt, question, right(question))
    assert refused.value.code == "handed_in"
    with pytest.raises(Refused):
        mark_answer(attempt=attempt, question=question.pk, marked=True)


@pytest.mark.parametrize(
    "value", [["beta-of-another"], ["x"], ["1", "2"], ["-1"]], ids=["foreign", "word", "two", "negative"]
)
def test_only_choices_of_the_question_are_kept(attempt, assessment, value):
    one, two = questions(assessment)["one"], questions(assessment)["two"]
    value = keys(two, "beta") if value == ["beta-of-another"] else value
    with pytest.raises(Refused) as refused:
        save(attempt, one, value)
    assert refused.value.code == "bad_value"
    assert not attempt.answers.get(question=one).is_answered


def test_a_single_choice_takes_one(attempt, assessment):
    one = questions(assessment)["one"]
    with pytest.raises(Refused):
        save(attempt, one, keys(one, "alpha", "beta"))


def test_a_question_of_another_test_is_unknown(attempt, make_person):
    other = Assessment.objects.create(slug="other", title="Other")
    from .conftest import FOUR, SingleChoiceQuestion, add_question

    question = add_question(SingleChoiceQuestion, other, "elsewhere", FOUR)
    with pytest.raises(Refused) as refused:
        save(attempt, question, right(question))
    assert refused.value.code == "unknown_question"


# --- revisions ---


def test_a_stale_tab_is_told_and_never_overwrites(attempt, assessment):
    one = questions(assessment)["one"]
    new = save(attempt, one, keys(one, "beta"), client_id="phone")
    told = save(attempt, one, keys(one, "alpha"), client_id="laptop")
    assert told.is_stale
    assert (told.revision, told.value) == (new.revision, keys(one, "beta"))
    assert attempt.answers.get(question=one).value == keys(one, "beta")


def test_a_repeated_send_changes_nothing(attempt, assessment):
    one = questions(assessment)["one"]
    first = save(attempt, one, keys(one, "beta"))
    again = save(attempt, one, keys(one, "beta"))
    assert (again.revision, again.saved_at, again.is_stale) == (first.revision, first.saved_at, False)


def test_a_page_whose_reply_got_lost_sends_again_and_goes_on(attempt, assessment):
    one = questions(assessment)["one"]
    save(attempt, one, keys(one, "beta"), client_id="a")
    again = save(attempt, one, keys(one, "beta"), client_id="a")
    after = save(attempt, one, keys(one, "gamma"), revision=again.revision, client_id="b")
    assert not after.is_stale
    assert attempt.answers.get(question=one).value == keys(one, "gamma")


def test_a_send_that_arrives_after_its_successor_changes_nothing(attempt, assessment):
    one = questions(assessment)["one"]
    save(attempt, one, keys(one, "beta"), client_id="a")
    save(attempt, one, keys(one, "gamma"), revision=1, client_id="b")
    assert save(attempt, one, keys(one, "beta"), client_id="a").is_stale
    assert attempt.answers.get(question=one).value == keys(one, "gamma")


def test_an_answer_can_be_taken_back(attempt, assessment):
    three = questions(assessment)["three"]
    save(attempt, three, keys(three, "red"))
    save(attempt, three, [], revision=1, client_id="save-2")
    assert not attempt.answers.get(question=three).is_answered


# --- time ---


def expire(attempt, seconds):
    """The time was over ``seconds`` ago."""
    Attempt.objects.filter(pk=attempt.pk).update(expires_at=timezone.now() - dt.timedelta(seconds=seconds))
    attempt.refresh_from_db()


def test_the_clock_hands_in_what_is_saved(attempt, assessment):
    one = questions(assessment)["one"]
    save(attempt, one, right(one))
    expire(attempt, 1)
    assert "assessments.close_expired" in {sweep.name for sweep in clock.registered()}
    assert close_expired() == 1
    assert close_expired() == 0
    attempt.refresh_from_db()
    assert (attempt.state, attempt.score) == (AttemptState.TIMED_OUT, 1)


def test_an_answer_under_way_when_the_time_ended_still_counts(attempt, assessment):
    one = questions(assessment)["one"]
    expire(attempt, 30)
    close_expired()
    assert not save(attempt, one, right(one)).is_stale
    attempt.refresh_from_db()
    assert (attempt.state, attempt.score) == (AttemptState.TIMED_OUT, 1)


@pytest.mark.parametrize("swept", [True, False])
def test_more_than_a_minute_late_is_refused(attempt, assessment, swept):
    one = questions(assessment)["one"]
    expire(attempt, 61)
    if swept:
        close_expired()
    with pytest.raises(Refused) as refused:
        save(attempt, one, right(one))
    assert refused.value.code == "time_over"


def test_extra_time_asked_for_twice_is_given_once(attempt, trainer):
    for _ in range(2):
        give_extra_time(attempt=attempt, minutes=10, actor=trainer, before=0)
    attempt.refresh_from_db()
    assert attempt.extra_minutes == 10
    give_extra_time(attempt=attempt, minutes=5, actor=trainer, before=10)
    attempt.refresh_from_db()
    assert attempt.extra_minutes == 15


def test_extra_time_moves_the_end_and_is_audited(attempt, trainer):
    before = attempt.expires_at
    give_extra_time(attempt=attempt, minutes=10, actor=trainer)
    attempt.refresh_from_db()
    assert attempt.expires_at - before == dt.timedelta(minutes=10)
    entry = AuditEntry.objects.get(verb="assessments.give_extra_time")
    assert entry.actor_id == trainer.pk
    assert entry.changes == {"extra_minutes": [0, 10]}


@pytest.mark.parametrize("minutes", [0, -5, 241])
def test_extra_time_has_bounds(attempt, trainer, minutes):
    with pytest.raises(Refused) as refused:
        give_extra_time(attempt=attempt, minutes=minutes, actor=trainer)
    assert refused.value.code == "bad_minutes"


def test_a_test_that_closes_ends_for_those_who_began_late(enrolment, lesson, training):
    lesson.closes_on_day = 1
    lesson.assessment.minutes = 24 * 60
    lesson.assessment.save()
    lesson.save()
    attempt = start_attempt(enrolment=enrolment, lesson=lesson)
    assert attempt.expires_at.astimezone(training.zone).time() == dt.time()


# --- versions ---


def test_a_used_question_gets_a_new_version(attempt, assessment):
    old = questions(assessment)["one"]
    new = revise_question(
        question=old, fields={"text": "Rewritten?"}, options=[{"text": "yes", "is_right": True}, {"text": "no"}]
    )
    assert (new.pk, new.version) != (old.pk, old.version)
    assert new.version == 2
    assert type(new) is type(old)
    old.refresh_from_db()
    assert not old.is_current
    assert str(old.text) == "Question one?"
    assert old.options.count() == 4
    assert attempt.answers.filter(question=old).exists()


def test_an_unused_question_is_changed_in_place(assessment):
    old = questions(assessment)["one"]
    new = revise_question(question=old, fields={"points": 3})
    assert (new.pk, new.version, new.points) == (old.pk, 1, 3)
    assert Option.objects.filter(question=new).count() == 4
    assert Question.objects.filter(assessment=assessment).count() == 4


def test_the_next_attempt_asks_the_new_version(attempt, assessment, enrolment, lesson):
    new = revise_question(question=questions(assessment)["one"], fields={"text": "Rewritten?"})
    submit_attempt(attempt=attempt)
    second = start_attempt(enrolment=enrolment, lesson=lesson)
    asked = set(second.answers.values_list("question_id", flat=True))
    assert new.pk in asked
    assert len(asked) == 4


def test_nothing_handed_in_is_without_a_score(attempt):
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(state=AttemptState.SUBMITTED)


def test_rules_of_a_test_are_sane(db):
    with pytest.raises(ValidationError):
        Assessment(slug="x", title="X", pass_mark=101).full_clean()


def test_answers_are_one_per_question(attempt):
    answer = attempt.answers.first()
    answer.pk, answer.position = None, 99
    with pytest.raises(IntegrityError), transaction.atomic():
        answer.save(force_insert=True)
    assert Answer.objects.count() == 4
