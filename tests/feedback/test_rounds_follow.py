"""Rounds go where their sessions go: nobody is asked about what was put off, and everybody once it was held."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from certificates.eligibility import checklist
from courses.actions.plan_training import FIELDS, change_training
from courses.models import Enrolment, Training
from feedback.actions.open_envelopes import open_due_envelopes
from feedback.actions.open_rounds import open_rounds
from feedback.actions.submit_response import submit_response
from feedback.models import Envelope, Receipt, SurveyRound
from feedback.receipts import open_rounds_for
from lms.common.errors import Refused
from sessions.actions import cancel_session, make_agenda, move_session

PUT_OFF = dt.timedelta(days=60)


@pytest.fixture
def asked(training):
    """The training's two days passed without anybody marked, and the clock opened every round."""
    Training.objects.filter(pk=training.pk).update(starts_on=training.today() - dt.timedelta(days=2))
    training.refresh_from_db()
    make_agenda(training=training)
    assert open_rounds(training=training)
    return training


@pytest.fixture
def change(training, coordinator):
    def change(**values):
        values = {name: getattr(training, name) for name in FIELDS} | values
        change_training(training=training, values=values, actor=coordinator)
        training.refresh_from_db()

    return change


@pytest.fixture
def whole(asked):
    """The round about the training as a whole."""
    return SurveyRound.objects.get(training=asked, session=None)


def answer(round, enrolment):
    return submit_response(round=round, enrolment=enrolment, values={"overall": 4}, language="en")


def close(training):
    """Two weeks later every round is closed, and the clock has been there."""
    past = timezone.now() - dt.timedelta(days=1)
    SurveyRound.objects.filter(training=training).update(opens_at=past - dt.timedelta(days=14), closes_at=past)
    open_due_envelopes()


def line_of(enrolment):
    [line] = [one for one in checklist(Enrolment.objects.get(pk=enrolment.pk)) if one.key == "feedback"]
    return line.detail


def test_what_is_put_off_is_rated_when_it_was_held(asked, change, enrolment, participant):
    before = open_rounds_for(participant).count()

    change(starts_on=asked.starts_on + PUT_OFF)

    assert not open_rounds_for(participant).exists()
    assert line_of(enrolment) == "The form opens later"
    held = dt.datetime.combine(asked.ends_on, dt.time(23), asked.zone)
    assert open_rounds_for(participant, held).count() == before
    assert open_rounds(training=asked, now=held) == 0
    for one in SurveyRound.objects.filter(training=asked).exclude(session=None):
        assert one.opens_at == one.session.ends_at - dt.timedelta(minutes=10)


def test_more_days_leave_more_time_to_answer(asked, change, whole):
    change(days=asked.days + 1)
    closes = whole.closes_at
    whole.refresh_from_db()
    assert whole.closes_at == closes + dt.timedelta(days=1)


def test_who_has_answered_is_not_asked_again_and_her_answer_stays_sealed(asked, change, whole, enrolment, participant):
    answer(whole, enrolment)

    change(starts_on=asked.starts_on + PUT_OFF)

    assert open_due_envelopes() == 0
    whole.refresh_from_db()
    assert whole.opens_at > timezone.now()
    assert Receipt.objects.get().round == Envelope.objects.get().round == whole
    assert whole not in open_rounds_for(participant, whole.opens_at)
    assert open_rounds_for(participant, whole.opens_at).exists()


def test_a_form_that_closed_without_answers_opens_again(asked, change, whole, enrolment):
    close(asked)

    change(starts_on=asked.starts_on + PUT_OFF)

    whole.refresh_from_db()
    assert whole.sealed_at is None
    assert whole.opens_at > timezone.now()


def test_a_form_that_closed_over_answers_never_opens_again(asked, change, whole, enrolment):
    """Between two closings the answer of one person could be read off the difference."""
    answer(whole, enrolment)
    close(asked)
    first = asked.starts_on
    kept = list(SurveyRound.objects.order_by("pk").values())

    with pytest.raises(Refused) as refusal:
        change(starts_on=first + PUT_OFF)

    assert refusal.value.code == "rated"
    asked.refresh_from_db()
    assert asked.starts_on == first
    assert list(SurveyRound.objects.order_by("pk").values()) == kept
    # A date of the past that is put right opens nothing.
    change(starts_on=first - PUT_OFF)
    whole.refresh_from_db()
    assert whole.sealed_at is not None


def test_one_session_that_is_moved_takes_its_round_along(asked, participant):
    one = SurveyRound.objects.filter(training=asked).exclude(session=None).first()
    date = asked.today() + dt.timedelta(days=20)

    move_session(session=one.session, date=date, starts=dt.time(9), ends=dt.time(10), actor=None)

    assert one not in open_rounds_for(participant)
    one.refresh_from_db()
    assert one.opens_at == dt.datetime.combine(date, dt.time(9, 50), asked.zone)
    assert one.closes_at == one.opens_at + dt.timedelta(days=14)


def test_a_mistyped_first_day_is_put_right_after_answers(asked, change, whole, enrolment):
    answer(whole, enrolment)
    first, closes = asked.starts_on, whole.closes_at
    change(starts_on=first - PUT_OFF)
    assert open_due_envelopes() == 0
    change(starts_on=first)
    whole.refresh_from_db()
    assert whole.closes_at == closes


def test_a_late_session_asks_nobody_about_the_whole_training_again(asked, whole, enrolment):
    answer(whole, enrolment)
    close(asked)
    late = asked.sessions.filter(kind="session").last()
    date = asked.today() + dt.timedelta(days=20)

    move_session(session=late, date=date, starts=dt.time(9), ends=dt.time(10), actor=None)

    assert late.survey_rounds.get().opens_at > timezone.now()
    whole.refresh_from_db()
    assert whole.closes_at < timezone.now()


def test_the_page_of_a_form_that_was_put_off_says_so(asked, change, whole, enrolment, participant, login):
    change(starts_on=asked.starts_on + PUT_OFF)
    page = login(participant).get(f"/en/feedback/{whole.pk}/").text
    assert "The form opens later" in page
    assert "closed" not in page


def test_nobody_is_asked_about_a_session_that_was_cancelled_afterwards(asked, enrolment, participant, coordinator):
    one = open_rounds_for(participant).exclude(session=None).first()
    before = open_rounds_for(participant).count()

    cancel_session(session=one.session, reason="Power cut", actor=coordinator)

    assert one not in open_rounds_for(participant)
    assert open_rounds_for(participant).count() == before - 1
