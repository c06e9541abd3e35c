"""An officer takes the test in a real browser, and the line breaks in the middle."""

from __future__ import annotations

import json

import pytest

SEED = """
import datetime as dt, json
from django.utils import timezone
from assessments.models import AssessmentLesson
from courses.models import Course, Enrolment, Training
from lms.people.models import Person
person = Person.objects.get(email="participant@demo.example")
training = Training.objects.create(slug="{slug}", title="T", course=Course.objects.get(slug="two-day"), days=2,
    stage="running", starts_on=timezone.now().date() - dt.timedelta(days=1))
Enrolment.objects.create(training=training, person=person, state="confirmed")
print(AssessmentLesson.objects.get(slug="post-test").pk)
"""
ANSWERS = """
import json
from assessments.models import Answer, Attempt
attempt = Attempt.objects.get(pk={pk})
rows = attempt.answers.order_by("position").values_list("position", "value", "revision", "marked")
print(json.dumps({{"state": attempt.state, "answers": list(rows)}}))
"""


@pytest.fixture
def address(site, request):
    """The page of the test in a training of this case alone: no attempt of another case stands in its way."""
    slug = request.node.name.replace("_", "-")
    return f"/assessments/{site.django(SEED.format(slug=slug)).strip()}/?training={slug}"


def choose(page, number):
    """Give this answer alone: the questions come in an order by chance, and some may have several answers."""
    answer = page.locator(".question:not([hidden]) [name=choice]").nth(number)
    value = answer.get_attribute("value")
    given = page.locator(".question:not([hidden]) [type=checkbox][name=choice]:checked")
    while given.count():
        given.first.click()
    answer.click()
    return value


def wait_saved(page):
    page.wait_for_selector('.saved[data-state="saved"]', timeout=20000)


def test_answers_given_without_a_line_are_there_when_it_is_back(site, open_page, address):
    page = open_page(f"/en{address}", login="participant@demo.example", width=360, height=760)
    page.locator("main form button").click()
    page.wait_for_selector("[data-test]")
    pk = page.locator("[data-test]").get_attribute("data-attempt")
    chosen = {1: choose(page, 1)}
    wait_saved(page)
    assert "19:" in page.locator("[data-timer-left]").inner_text()

    page.context.set_offline(True)
    page.locator("[data-go=next]").click()
    chosen[2] = choose(page, 2)
    page.locator(".question:not([hidden]) [data-mark]").click()
    page.wait_for_selector('.saved[data-state="offline"]')
    page.locator("[data-go=next]").click()
    chosen[3] = choose(page, 0)
    page.wait_for_selector('[data-note="offline"]:not([hidden])')

    page.context.set_offline(False)
    wait_saved(page)
    kept = json.loads(site.django(ANSWERS.format(pk=pk)))
    assert {place: value for place, value, _, _ in kept["answers"] if value} == {k: [v] for k, v in chosen.items()}
    assert [place for place, _, _, marked in kept["answers"] if marked] == [2]
    assert {revision for _, value, revision, _ in kept["answers"] if value} == {1}

    # Another device: the same order, the same answers; there, one is changed.
    other = open_page(f"/ar/assessments/attempts/{pk}/1/", login="participant@demo.example")
    assert other.locator("html").get_attribute("dir") == "rtl"
    assert other.locator(".question:not([hidden]) [name=choice]:checked").get_attribute("value") == chosen[1]
    newer = choose(other, 3)
    wait_saved(other)

    # The first one, stale now, is told and shows the newer answer, also where it goes on choosing meanwhile.
    page.locator("[data-go=back]").click()
    page.locator("[data-go=back]").click()
    held = []
    page.route("**/save/", lambda route: held.append(route))
    with page.expect_request("**/save/"):
        page.locator(".question:not([hidden]) .choice").first.click()
    page.locator(".question:not([hidden]) .choice").nth(2).click()
    held[0].continue_()
    page.unroute("**/save/")
    page.wait_for_selector('[data-note="changed"]:not([hidden])')
    assert page.locator(".question:not([hidden]) [name=choice]:checked").get_attribute("value") == newer

    page.locator("[data-go=overview]").click()
    page.locator("[data-hand-in]").click()
    page.wait_for_url("**/result/")
    kept = json.loads(site.django(ANSWERS.format(pk=pk)))
    assert kept["state"] == "submitted"
    assert kept["answers"][0][1] == [newer]
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('test-')).length") == 0


def test_unsent_answers_survive_a_log_in_that_ended(site, open_page, address):
    page = open_page(f"/en{address}", login="participant@demo.example", width=360, height=760)
    page.locator("main form button").click()
    page.wait_for_selector("[data-test]")
    pk = page.locator("[data-test]").get_attribute("data-attempt")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    value = choose(page, 1)
    page.wait_for_selector('[data-note="login"]:not([hidden])', timeout=20000)
    page.context.add_cookies(cookies)
    page.goto(f"/en/assessments/attempts/{pk}/1/")
    wait_saved(page)
    kept = json.loads(site.django(ANSWERS.format(pk=pk)))
    assert kept["answers"][0][1] == [value]
