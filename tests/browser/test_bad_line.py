"""A bad line in a real browser: what was pressed once counts once, is not lost, and says how far it is."""

from __future__ import annotations

import json

import pytest

TEST = """
import datetime as dt
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
ATTEMPT = """
import json
from assessments.models import Attempt
attempt = Attempt.objects.get(pk={pk})
given = [value for value in attempt.answers.order_by("position").values_list("value", flat=True) if value]
print(json.dumps({{"state": attempt.state, "given": given}}))
"""


class Held:
    """Requests of a page that wait until ``let_go``."""

    def __init__(self, page, pattern):
        self.page, self.pattern, self.routes = page, pattern, []
        page.route(pattern, lambda route: self.routes.append(route))  # a function of its own, which Playwright can mark

    def let_go(self):
        for route in self.routes:
            route.continue_()
        self.page.unroute(self.pattern)


@pytest.fixture
def open_test(site, open_page, request):
    """An open test on a phone, at its first question, in a training of this case alone."""
    slug = request.node.name.replace("_", "-")
    address = f"/en/assessments/{site.django(TEST.format(slug=slug)).strip()}/?training={slug}"
    page = open_page(address, login="participant@demo.example", width=360, height=760)
    page.set_default_timeout(12_000)
    page.locator("main form button").click()
    page.wait_for_selector("[data-test]")
    return page


def choose_one(page):
    answer = page.locator(".question:not([hidden]) [name=choice]").first
    answer.click()
    return answer.get_attribute("value")


def attempt_of(site, page):
    """What the server has of the test on this page, asked before it leaves the page."""
    pk = page.locator("[data-test]").get_attribute("data-attempt")
    return lambda: json.loads(site.django(ATTEMPT.format(pk=pk)))


def test_handing_in_while_a_save_is_under_way_waits_for_it_and_goes_through(site, open_test):
    page, kept = open_test, attempt_of(site, open_test)
    held = Held(page, "**/save/")
    with page.expect_request("**/save/"):
        value = choose_one(page)
    page.locator("[data-go=overview]").click()
    page.locator("[data-hand-in]").click()
    assert page.locator("[data-hand-in]").inner_text() == "Handing in…"
    held.let_go()
    page.wait_for_url("**/result/")
    assert kept() == {"state": "submitted", "given": [[value]]}


def test_handing_in_without_a_line_goes_through_when_it_is_back(site, open_test):
    page, kept = open_test, attempt_of(site, open_test)
    page.context.set_offline(True)
    value = choose_one(page)
    page.locator("[data-go=overview]").click()
    page.locator("[data-hand-in]").click()
    page.wait_for_selector('[data-note="offline"]:not([hidden])')
    page.context.set_offline(False)
    page.wait_for_url("**/result/")
    assert kept() == {"state": "submitted", "given": [[value]]}


def test_who_goes_back_to_a_question_hands_nothing_in(site, open_test):
    page, kept = open_test, attempt_of(site, open_test)
    held = Held(page, "**/save/")
    with page.expect_request("**/save/"):
        choose_one(page)
    page.locator("[data-go=overview]").click()
    page.locator("[data-hand-in]").click()
    page.locator(".question-grid a").first.click()
    held.let_go()
    page.wait_for_selector('.saved[data-state="saved"]')
    page.locator("[data-go=overview]").click()
    assert page.locator("[data-hand-in]").inner_text() == "Hand in my answers"
    assert kept()["state"] == "open"
