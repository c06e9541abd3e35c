"""Nothing joins an answer with who gave it."""

import base64
import datetime as dt

import pytest
from django.utils import timezone

from courses.models import Enrolment, EnrolmentState
from feedback import sealing
from feedback.actions.open_envelopes import open_due_envelopes, open_envelopes
from feedback.actions.submit_response import submit_response
from feedback.models import Envelope, Receipt, Response, ResponseValue, Survey, SurveyRound
from feedback.summary import training_summary
from lms.common.errors import Refused


@pytest.fixture
def asked(training):
    """The training as a whole, asked about since this morning."""
    now = timezone.now()
    return SurveyRound.objects.create(
        survey=Survey.objects.get(slug="training"),
        training=training,
        opens_at=now - dt.timedelta(hours=1),
        closes_at=now + dt.timedelta(days=14),
    )


@pytest.fixture
def seats(training, make_person):
    """Twelve people in the training: eleven of Zimbabwe, one of Zambia."""
    people = [make_person(f"officer{n}@example.org", country="ZM" if n == 11 else "ZW") for n in range(12)]
    return [
        Enrolment.objects.create(training=training, person=one, state=EnrolmentState.CONFIRMED, country=one.country)
        for one in people
    ]


def answer(asked, seat, stars, comment=""):
    values = {"overall": stars, "most-useful": comment}
    return submit_response(round=asked, enrolment=seat, values=values, language="en")


def test_an_answer_stays_sealed_until_five_are_there(asked, seats):
    for seat in seats[:4]:
        answer(asked, seat, 4)
    assert open_due_envelopes() == 0
    assert Response.objects.count() == 0
    answer(asked, seats[4], 4)
    assert open_due_envelopes() == 5
    assert (Response.objects.count(), {bytes(one.sealed) for one in Envelope.objects.all()}) == (5, {b""})


def test_the_rest_is_opened_when_the_round_closes_and_only_once(asked, seats):
    for seat in seats[:3]:
        answer(asked, seat, 2)
    later = asked.closes_at + dt.timedelta(seconds=1)
    assert open_envelopes(round=asked, now=later) == 3
    assert open_envelopes(round=asked, now=later) == 0
    asked.refresh_from_db()
    assert asked.sealed_at == later


def test_order_tells_nothing(asked, seats):
    """Over many batches the place of an answer is not the place of its receipt."""
    hits = 0
    for _ in range(20):
        Receipt.objects.all().delete()
        Response.objects.all().delete()
        Envelope.objects.all().delete()
        for number, seat in enumerate(seats[:10]):
            answer(asked, seat, 1 + number % 5, comment=f"I am {number}")
        open_due_envelopes()
        comments = ResponseValue.objects.filter(question__code="most-useful").order_by("response_id")
        hits += sum(one.text == f"I am {place}" for place, one in enumerate(comments))
    # By chance one in ten; without the shuffle all 200.
    assert hits < 60


def test_an_envelope_shows_neither_time_nor_length():
    short, long = sealing.seal({"values": {"a": 1}}), sealing.seal({"values": {"a": "x" * 500}})
    assert len(short) == len(long)
    assert sealing.unseal(short) == {"values": {"a": 1}}
    assert int.from_bytes(base64.urlsafe_b64decode(short)[1:9]) == 0


def test_a_lonely_country_is_not_kept(asked, seats):
    for seat in [*seats[:4], seats[11]]:
        answer(asked, seat, 5)
    open_due_envelopes()
    kept = list(Response.objects.values_list("country", flat=True))
    assert sorted(kept, key=str) == [None, "ZW", "ZW", "ZW", "ZW"]


def test_a_crash_between_envelope_and_receipt_loses_nothing_and_doubles_nothing(asked, seats):
    for seat in seats[:5]:
        answer(asked, seat, 3)
    Receipt.objects.filter(enrolment=seats[0]).delete()  # as if the process had died right before writing it
    open_due_envelopes()
    assert answer(asked, seats[0], 3) is False
    assert (Envelope.objects.count(), Receipt.objects.count(), Response.objects.count()) == (5, 5, 5)


def test_nobody_answers_twice(asked, seats):
    assert answer(asked, seats[0], 3) is True
    with pytest.raises(Refused) as refusal:
        answer(asked, seats[0], 5)
    assert refusal.value.code == "answered"


def test_nobody_answers_late(asked, seats):
    SurveyRound.objects.update(closes_at=timezone.now())
    asked.refresh_from_db()
    with pytest.raises(Refused) as refusal:
        answer(asked, seats[1], 5)
    assert refusal.value.code == "closed"


def test_nobody_answers_from_the_waiting_list(asked, make_person, training):
    waiting = Enrolment.objects.create(
        training=training, person=make_person("w@example.org"), state=EnrolmentState.WAITING, country_id="ZW"
    )
    with pytest.raises(Refused) as refusal:
        answer(asked, waiting, 5)
    assert refusal.value.code == "not_taking_part"


def test_small_groups_are_hidden_in_the_summary(asked, seats, training):
    for seat in seats[:5]:
        answer(asked, seat, 4, comment="Good")
    open_due_envelopes()
    [summary] = training_summary(training)
    figures = {item.question.code: item for item in summary.questions}
    assert (figures["overall"].mean, figures["overall"].answers) == (4, 5)
    assert figures["expectations"].is_hidden
    # Five comments are fewer than ten.
    assert figures["most-useful"].comments == ()


def test_a_question_that_may_be_left_out_moves_in_fives_too(asked, seats, training):
    """Five of the first six said how relevant it was, one of the next five: hers must not be told by what moved."""

    def say(some, relevance):
        for seat in some:
            values = {"overall": 4} | ({"relevance": relevance} if relevance else {})
            submit_response(round=asked, enrolment=seat, values=values, language="en")

    def relevance():
        [summary] = training_summary(training)
        return next(item for item in summary.questions if item.question.code == "relevance")

    say(seats[:5], 4)
    say(seats[5:6], None)
    open_due_envelopes()
    assert (relevance().answers, relevance().mean, relevance().spread["4"]) == (5, 4, 5)
    say(seats[6:7], 1)
    say(seats[7:11], None)
    open_due_envelopes()
    assert (relevance().answers, relevance().mean, relevance().spread["1"]) == (5, 4, 0)
    open_envelopes(round=asked, now=asked.closes_at)
    assert (relevance().answers, relevance().mean) == (6, 3.5)


def test_four_answers_show_no_mean(asked, seats, training):
    for seat in seats[:4]:
        answer(asked, seat, 4)
    open_envelopes(round=asked, now=asked.closes_at)
    [summary] = training_summary(training)
    assert summary.is_hidden
    assert all(item.is_hidden for item in summary.questions)


@pytest.mark.parametrize("rounds", [1, 3])
def test_the_summary_takes_as_many_queries_for_one_round_as_for_three(
    asked, training, seats, django_assert_num_queries, rounds
):
    for number in range(rounds - 1):
        survey = Survey.objects.create(slug=f"more-{number}", about="training", title="More")
        SurveyRound.objects.create(survey=survey, training=training, opens_at=asked.opens_at, closes_at=asked.closes_at)
    for seat in seats[:6]:
        answer(asked, seat, 4)
    open_due_envelopes()
    with django_assert_num_queries(10):
        training_summary(training)
