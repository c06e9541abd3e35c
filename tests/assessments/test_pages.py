"""The pages of a test, in English and Arabic, without a script; who may see what."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from assessments.access import enrolment_for
from assessments.actions import save_answer, start_attempt, submit_attempt
from assessments.models import Attempt, Purpose, Shown
from courses.models import Enrolment, EnrolmentState, Stage, Training
from courses.querysets import enrolment_in

from .conftest import keys, right

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(login, participant, enrolment):
    return login(participant)


@pytest.fixture
def attempt(enrolment, lesson):
    return start_attempt(enrolment=enrolment, lesson=lesson)


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def asked(attempt, key):
    return attempt.answers.select_related("question").get(question__key=key)


def post_save(client, attempt, **data):
    data.setdefault("client_id", "save-1")
    data.setdefault("revision", 0)
    return client.post(
        f"/en/assessments/attempts/{attempt.pk}/save/", json.dumps(data), content_type="application/json"
    )


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_officer_takes_the_test_without_a_script(amina, lesson, enrolment, language):
    start = page(amina, f"/{language}/assessments/{lesson.pk}/")
    assert f'lang="{language}"' in start
    response = amina.post(f"/{language}/assessments/{lesson.pk}/", follow=True)
    attempt = Attempt.objects.get()
    for place in range(1, 5):
        question = attempt.answers.get(position=place).question
        address = f"/{language}/assessments/attempts/{attempt.pk}/{place}/"
        html = page(amina, address)
        assert html.count('name="choice"') == 14
        data = {"choice": right(question), "revision": 0, "client_id": f"{place}", "go": "next"}
        response = amina.post(address, data, follow=True)
    assert response.request["PATH_INFO"].endswith("/overview/")
    response = amina.post(f"/{language}/assessments/attempts/{attempt.pk}/hand-in/", follow=True)
    assert response.request["PATH_INFO"].endswith("/result/")
    attempt.refresh_from_db()
    assert attempt.percent == 100
    assert ("100%" if language == "en" else "٪") in response.content.decode()


def test_a_question_goes_back_and_is_marked_without_a_script(amina, attempt):
    address = f"/en/assessments/attempts/{attempt.pk}/2/"
    empty = {"revision": 0, "client_id": "x"}
    assert amina.post(address, empty | {"go": "back"}).url.endswith("/1/")
    assert amina.post(address, empty | {"go": "mark"}).url.endswith("/2/")
    assert attempt.answers.get(position=2).marked
    assert amina.post(address, empty | {"go": "overview"}).url.endswith("/overview/")


def test_a_stale_form_is_told_and_the_newer_answer_stays(amina, attempt):
    one = asked(attempt, "one")
    save_answer(attempt=attempt, question=one.question_id, value=keys(one.question, "beta"), revision=0, client_id="x")
    address = f"/en/assessments/attempts/{attempt.pk}/{one.position}/"
    data = {"choice": keys(one.question, "alpha"), "revision": 0, "client_id": "y", "go": "next"}
    response = amina.post(address, data, follow=True)
    assert "changed on another device" in response.content.decode()
    one.refresh_from_db()
    assert one.value == keys(one.question, "beta")


def test_no_page_of_an_open_test_knows_what_is_right(amina, attempt, shown_at_once):
    for address in ("", "1/", "overview/"):
        html = page(amina, f"/en/assessments/attempts/{attempt.pk}/{address}")
        assert "Because of" not in html
        assert "is-right" not in html
    assert page(amina, f"/en/assessments/attempts/{attempt.pk}/result/", 302) == ""


def test_the_order_is_the_same_on_every_device(amina, attempt, login, participant):
    def values(client):
        html = page(client, f"/en/assessments/attempts/{attempt.pk}/1/")
        return [part.split('"')[0] for part in html.split('name="choice" value="')[1:]]

    assert values(amina) == values(login(participant))


def test_answers_are_shown_when_the_rule_says_so(amina, attempt, assessment):
    submit_attempt(attempt=attempt)
    address = f"/en/assessments/attempts/{attempt.pk}/result/"
    html = page(amina, address)
    assert "Because of" not in html  # one try is left
    assert "0 of 5 points" in html
    submit_attempt(attempt=start_attempt(enrolment=attempt.enrolment, lesson=attempt.lesson))
    assert "Because of" in page(amina, address)


@pytest.mark.parametrize("rule", [Shown.NEVER, Shown.CLOSED])
def test_a_result_that_is_kept_back_is_not_in_the_page(amina, attempt, assessment, rule):
    assessment.result_shown, assessment.answers_shown = rule, Shown.AT_ONCE
    assessment.save()
    submit_attempt(attempt=attempt)
    for address in (f"attempts/{attempt.pk}/result/", f"{attempt.lesson_id}/"):
        html = page(amina, f"/en/assessments/{address}")
        assert "Because of" not in html
        assert "points" not in html
        assert "0%" not in html.replace("70%", "")


def test_the_test_before_is_shown_after_the_test_after(amina, attempt, assessment, lesson):
    from assessments.models import AssessmentLesson

    assessment.result_shown = assessment.answers_shown = Shown.AFTER_POST
    assessment.save()
    lesson.purpose = Purpose.PRE
    lesson.save()
    post = AssessmentLesson.objects.create(
        module=lesson.module, slug="post", title="After", assessment=assessment, purpose=Purpose.POST
    )
    submit_attempt(attempt=attempt)
    address = f"/en/assessments/attempts/{attempt.pk}/result/"
    assert "points" not in page(amina, address)
    submit_attempt(attempt=start_attempt(enrolment=attempt.enrolment, lesson=post))
    assert "0 of 5 points" in page(amina, address)


def test_others_attempts_do_not_exist(attempt, login, stranger, trainer, coordinator):
    for person in (stranger, trainer, coordinator):
        client = login(person)
        for address in ("", "1/", "overview/", "result/", "clock/"):
            page(client, f"/en/assessments/attempts/{attempt.pk}/{address}", 404)
        assert post_save(client, attempt, question=1, value=[]).status_code == 404
        assert client.post(f"/en/assessments/attempts/{attempt.pk}/hand-in/").status_code == 404
    attempt.refresh_from_db()
    assert attempt.is_open


def test_who_is_not_enrolled_finds_no_test(lesson, login, stranger, training):
    page(login(stranger), f"/en/assessments/{lesson.pk}/", 404)
    assert login(stranger).post(f"/en/assessments/{lesson.pk}/").status_code == 404


@pytest.mark.parametrize("stage", [Stage.OPEN, Stage.CANCELLED])
def test_of_two_trainings_the_test_is_that_of_the_running_one_unless_chosen(
    amina, lesson, enrolment, participant, course, stage
):
    first = enrolment.training.starts_on + dt.timedelta(days=30)
    later = Training.objects.create(slug="next", title="Next", course=course, starts_on=first, stage=stage)
    seat = Enrolment.objects.create(training=later, person=participant, state=EnrolmentState.CONFIRMED)
    assert enrolment_for(participant, lesson) == enrolment
    assert enrolment_for(participant, lesson, "next") == seat


def test_a_cancelled_training_gives_way_to_any_other(amina, lesson, enrolment, participant, course):
    running = enrolment.training
    Training.objects.filter(pk=running.pk).update(stage=Stage.CANCELLED)
    first = running.starts_on - dt.timedelta(days=90)
    before = Training.objects.create(slug="past", title="Past", course=course, starts_on=first, stage=Stage.FINISHED)
    seat = Enrolment.objects.create(training=before, person=participant, state=EnrolmentState.ATTENDED)
    assert enrolment_for(participant, lesson) == seat
    assert enrolment_in(participant, course)[0] == seat


def test_who_goes_back_from_a_question_comes_to_the_same_training(amina, attempt, enrolment):
    start = f"/en/assessments/{attempt.lesson_id}/?training={enrolment.training.slug}"
    assert f'href="{start}"' in page(amina, f"/en/assessments/attempts/{attempt.pk}/1/")


def test_who_lost_her_seat_finds_no_test(amina, attempt, enrolment):
    enrolment.state = EnrolmentState.WITHDRAWN
    enrolment.save()
    page(amina, f"/en/assessments/attempts/{attempt.pk}/1/", 404)
    page(amina, f"/en/assessments/{attempt.lesson_id}/", 404)


def test_before_it_opens_the_page_says_when(amina, lesson):
    lesson.opens_on_day = 2
    lesson.save()
    html = page(amina, f"/en/assessments/{lesson.pk}/")
    assert "Not open yet" in html
    assert "Start the test" not in html
    amina.post(f"/en/assessments/{lesson.pk}/")
    assert not Attempt.objects.exists()


def test_nobody_reads_a_test_without_log_in(client, attempt):
    assert client.get(f"/en/assessments/attempts/{attempt.pk}/1/").status_code == 302
    # A script is told so that it can keep the answer and ask for a log-in; it could not read the page of one.
    assert post_save(client, attempt, question=1, value=[]).status_code == 401


# --- the script's door ---


def test_the_script_saves_and_gets_revision_time_and_clock(amina, attempt):
    one = asked(attempt, "one")
    reply = post_save(amina, attempt, question=one.question_id, value=right(one.question)).json()
    assert (reply["revision"], reply["stale"]) == (1, False)
    assert reply["value"] == right(one.question)
    assert 1190 <= reply["seconds_left"] <= 1200
    assert reply["saved_at"]


def test_a_save_costs_few_queries(amina, attempt, django_assert_max_num_queries):
    one = asked(attempt, "one")
    ContentType.objects.get_for_model(type(one.question))  # kept in memory by a server that runs
    # Session, person, attempt, answer, options, update; the test's own savepoint makes two more.
    value = right(one.question)
    with django_assert_max_num_queries(8):
        post_save(amina, attempt, question=one.question_id, value=value)


def test_a_stale_save_gets_the_newer_answer(amina, attempt):
    one = asked(attempt, "one")
    post_save(amina, attempt, question=one.question_id, value=keys(one.question, "beta"), client_id="a")
    reply = post_save(amina, attempt, question=one.question_id, value=keys(one.question, "alpha"), client_id="b")
    assert reply.json()["stale"]
    assert reply.json()["value"] == keys(one.question, "beta")


def test_a_late_save_is_refused_with_a_reason(amina, attempt):
    one = asked(attempt, "one")
    Attempt.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=90))
    reply = post_save(amina, attempt, question=one.question_id, value=right(one.question))
    assert (reply.status_code, reply.json()["code"]) == (409, "time_over")


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"null", b"7", b'"x"', b"{", b"\xff\xfe", b'{"question": "x"}', b'{"question": 1}',
        b'{"question": 1, "client_id": "a", "value": {"a": 1}}', b'{"question": 1, "client_id": "a", "value": [1]}',
        b'{"question": 1, "client_id": "a", "value": ["\\ud800"], "revision": 1e99}',
        b'{"question": 99999999999999999999, "client_id": "a", "value": []}', b'{"a":' * 5000,
        b'{"question": 1, "client_id": "' + b"a" * 500 + b'", "value": []}',
        b'{"question": 1, "client_id": "a\\u0000", "value": []}',
    ],
)  # fmt: skip
def test_odd_bodies_are_refused(amina, attempt, body):
    reply = amina.post(f"/en/assessments/attempts/{attempt.pk}/save/", body, content_type="application/json")
    assert reply.status_code in {400, 409}


def test_the_clock_tells_extra_time(amina, attempt, login, trainer):
    reply = login(trainer).post(f"/en/assessments/attempts/{attempt.pk}/extra-time/", {"minutes": 10})
    assert reply.url.endswith("/trainings/harare-now/results/")
    clock = amina.get(f"/en/assessments/attempts/{attempt.pk}/clock/").json()
    assert clock["open"]
    assert 1790 <= clock["seconds_left"] <= 1800


def test_only_who_runs_the_training_gives_time(attempt, amina, login, stranger, coordinator_zw):
    address = f"/en/assessments/attempts/{attempt.pk}/extra-time/"
    assert amina.post(address, {"minutes": 10}).status_code == 403
    assert login(coordinator_zw).post(address, {"minutes": 10}).status_code == 403
    assert login(stranger).post(address, {"minutes": 10}).status_code == 404
    attempt.refresh_from_db()
    assert attempt.extra_minutes == 0


# Session, person, attempt, answers, questions, their kind, options, and the menu's one.
QUERIES_OF_A_QUESTION = 8


@pytest.mark.parametrize("asked", [["one"], ["one", "two"]], ids=["one", "two"])
def test_the_page_costs_the_same_with_one_question(
    amina, enrolment, lesson, assessment, django_assert_num_queries, asked
):
    # Of the same kind, since each kind has a query of its own.
    assessment.questions.exclude(key__in=asked).update(is_current=False)
    attempt = start_attempt(enrolment=enrolment, lesson=lesson)
    with django_assert_num_queries(QUERIES_OF_A_QUESTION):
        page(amina, f"/en/assessments/attempts/{attempt.pk}/1/")


@pytest.fixture
def closes_tonight(lesson, training):
    lesson.closes_on_day = 1
    lesson.save()
    return training.starts_on


def test_a_test_that_closes_at_midnight_names_its_last_day(amina, lesson, closes_tonight, participant):
    """ "00:00 on the 25th" is taken for the evening of the 25th."""
    participant.time_zone = "Africa/Harare"
    participant.save()
    html = page(amina, f"/en/assessments/{lesson.pk}/")
    assert f'At the end of <time datetime="{closes_tonight.isoformat()}">' in html
    assert "00:00" not in html


def test_who_reads_elsewhere_sees_her_own_clock_too(amina, lesson, closes_tonight, participant):
    participant.time_zone = "Europe/Kyiv" if closes_tonight.month in {5, 6, 7, 8} else "Asia/Bahrain"
    participant.save()
    html = page(amina, f"/en/assessments/{lesson.pk}/")
    assert "at the venue, on your clock" in html
    assert "01:00" in html


def test_what_has_closed_says_on_which_day_it_did(amina, lesson, training):
    lesson.closes_on_day = 1
    lesson.save()
    training.starts_on -= dt.timedelta(days=1)
    training.save()
    html = page(amina, f"/en/assessments/{lesson.pk}/")
    assert f'It closed at the end of <time datetime="{training.starts_on.isoformat()}">' in html
