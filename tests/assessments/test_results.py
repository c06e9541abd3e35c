"""What a group learned, against figures reckoned by hand; and who may see it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from assessments.models import AssessmentLesson, Attempt, Purpose
from assessments.results import gain, gains_by_country, reckon, result_of
from courses.models import Enrolment


@pytest.fixture
def tests(assessment, lesson):
    lesson.purpose = Purpose.PRE
    lesson.save()
    post = AssessmentLesson.objects.create(
        module=lesson.module, slug="post", title="After", assessment=assessment, purpose=Purpose.POST
    )
    return {"pre": lesson, "post": post}


@pytest.fixture
def took(tests):
    """Records a finished attempt."""

    def record(enrolment, purpose, percent, number=1):
        now = timezone.now()
        return Attempt.objects.create(
            enrolment=enrolment, lesson=tests[purpose], number=number, seed=1, state="submitted", started_at=now,
            submitted_at=now + dt.timedelta(minutes=number), score=percent, max_score=100, percent=Decimal(percent),
            passed=percent >= 70,
        )  # fmt: skip

    return record


@pytest.fixture
def group(training, make_person, took):
    """Six people of Zimbabwe and Botswana; one of them full before, one without the test after."""

    def person(number, country, before, after):
        enrolment = Enrolment.objects.create(
            training=training, person=make_person(f"p{number}@x.org", country=country), state="confirmed",
            country_id=country,
        )  # fmt: skip
        if before is not None:
            took(enrolment, "pre", before)
        if after is not None:
            took(enrolment, "post", after)
        return enrolment

    rows = [("ZW", 40, 70), ("ZW", 50, 80), ("ZW", 60, 60), ("ZW", 50, 90), ("ZW", 100, 90), ("BW", 20, None)]
    return [person(number, *row) for number, row in enumerate(rows)]


def test_the_gain_of_a_group_by_hand(group, training):
    result = gain(training)
    assert (result.n, result.dropouts, result.full_before, result.passed) == (5, 1, 1, 4)
    assert (result.before, result.after, result.points) == (60, 78, 18)
    # Of those who could gain: 50 → 75, so 25 of 50; each: 30/60, 30/50, 0/40, 40/50.
    assert result.gain_of_average == pytest.approx(0.5)
    assert result.average_gain == pytest.approx((0.5 + 0.6 + 0 + 0.8) / 4)
    # Standard deviations: √(2200/4) = 23.4521, √(680/4) = 13.0384.
    assert result.effect_size == pytest.approx(18 / ((23.4521 + 13.0384) / 2), abs=1e-4)


def test_fewer_than_five_are_hidden(group, training):
    Attempt.objects.filter(enrolment=group[0]).delete()
    result = gain(training)
    assert result.masked
    assert (result.n, result.before, result.after, result.dropouts) == (None, None, None, None)
    assert gain(training, country="BW").masked


def test_by_country_equals_the_narrowed_gain(group, training):
    for country, one in gains_by_country(training).items():
        assert one == gain(training, country=country)


def test_the_best_try_counts(enrolment, took):
    for number, percent in enumerate((60, 90, 70), start=1):
        took(enrolment, "post", percent, number)
    result = result_of(enrolment, "post")
    assert (result.percent, result.passed, result.tries) == (90, True, 3)
    assert result_of(enrolment, "pre") is None


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=1, max_size=40))
def test_figures_stay_in_bounds(pairs):
    result = reckon(pairs)
    assert result.points == pytest.approx(result.after - result.before)
    assert result.full_before == sum(one == 100 for one, _ in pairs)
    for figure in (result.gain_of_average, result.average_gain):
        assert figure is None or figure <= 1 + 1e-9
    assert (result.gain_of_average is None) == all(one == 100 for one, _ in pairs)


def test_without_spread_there_is_no_effect_size():
    assert reckon([(50, 50)] * 5).effect_size is None
    assert reckon([(50, 60)]).effect_size is None


def see(client):
    return client.get("/en/trainings/harare-now/results/")


def test_who_runs_the_training_sees_everybody(login, trainer, coordinator, group):
    for person in (trainer, coordinator):
        html = see(login(person)).content.decode()
        assert html.count('class="person-name"') >= 6
        assert "78%" in html


def test_a_coordinator_of_a_country_sees_its_figures_only(login, coordinator_zw, group):
    html = see(login(coordinator_zw)).content.decode()
    assert "Zimbabwe" in html
    assert "Botswana" not in html
    assert "P0" not in html


def test_participants_and_strangers_see_no_results(login, participant, enrolment, stranger):
    assert see(login(participant)).status_code == 403
    assert see(login(stranger)).status_code == 404


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_costs_the_same_for_more_people(
    login, trainer, training, make_person, took, people, django_assert_num_queries, first_look
):
    for number in range(people):
        one = Enrolment.objects.create(
            training=training, person=make_person(f"p{number}@x.org"), state="confirmed", country_id="ZW"
        )
        took(one, "pre", 50)
    client = login(trainer)
    see(client)
    first_look()
    with django_assert_num_queries(QUERIES):
        see(client)


# Three of them write down who looks.
QUERIES = 15
