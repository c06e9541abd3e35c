"""A bad line in a real browser: what was pressed once counts once, is not lost, and says how far it is."""

from __future__ import annotations

import json

import pytest

from tests.browser.walking import until

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


MARKS = """
from sessions.models import Attendance
print(sorted(Attendance.objects.filter(session={pk}).values_list("enrolment", "status")))
"""
ROOM = """
from lms.rooms.models import Room
from sessions.models import TrainingSession
from sessions.live import room_of
session = TrainingSession.objects.counting().filter(training__slug="today").first()
room_of(session)
print(session.pk)
"""
SAID = """
from lms.rooms.models import RoomEvent
print(RoomEvent.objects.filter(kind="{kind}", payload__text="{text}").count())
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
    # Its script, too: a line that goes before that leaves the browser's own forms.
    page.wait_for_load_state()
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


class Line:
    """The line of a room's page. While ``is_losing``, the page does not hear what became of what it sent."""

    def __init__(self, page):
        self.is_losing = self.is_open = False
        self.sockets = []
        page.route_web_socket("**/ws/rooms/**", self.connect)

    def connect(self, socket):
        server = socket.connect_to_server()
        socket.on_message(lambda message: server.send(message))
        server.on_message(lambda message: self.is_losing or self.hear(socket, message))
        self.sockets.append(socket)

    def hear(self, socket, message):
        socket.send(message)
        self.is_open = True

    def break_off(self):
        self.is_losing = False
        self.sockets[-1].close(code=1001)


@pytest.fixture
def register_page(open_page):
    """The register of a training that goes on, as a trainer has it."""
    page = open_page("/en/trainings/states-now/register/", login="trainer@demo.example")
    page.set_default_timeout(12_000)
    return page


def answers(page):
    page.wait_for_selector('.saved[data-state="saved"]')


def marks(site, page):
    return site.django(MARKS.format(pk=page.locator("[data-marks] [name=session]").get_attribute("value"))).strip()


def chosen_in(page):
    return page.locator("[name=who]").evaluate_all("boxes => boxes.map(box => box.checked)")


def test_what_is_typed_and_ticked_beside_a_press_stays_and_so_does_the_focus(register_page):
    page = register_page
    page.fill("#q", "Am")
    page.locator("[name=who]").nth(1).check()
    page.locator("[name=who]").nth(0).check()
    page.locator("[name=status][value=late]").click()
    answers(page)
    assert not any(chosen_in(page))
    assert page.evaluate("document.activeElement.value") == "late"
    page.locator("[name=status][value=not_marked]").click()
    page.wait_for_selector("[data-said] .note-due")
    assert page.locator("[data-said]").inner_text() == "Nothing changed: choose people first."

    page.locator("[name=who]").nth(0).check()
    page.locator("[name=status][value=not_marked]").click()
    page.wait_for_selector("[data-said] .note-due", state="detached")
    held = Held(page, "**/mark/")
    page.locator("[name=who]").nth(2).check()
    with page.expect_request("**/mark/"):
        page.locator("tbody tr").nth(0).locator("[name=one]").click()
    page.locator("[name=who]").nth(3).check()
    page.locator("[name=who]").nth(0).focus()
    held.let_go()
    page.wait_for_selector("tbody tr:first-child [name=one]", state="detached")
    assert page.input_value("#q") == "Am"
    assert chosen_in(page)[:4] == [False, False, True, True]
    first = page.locator("[name=who]").nth(0).get_attribute("value")
    assert page.evaluate("document.activeElement.value") == first


def test_an_undo_whose_answer_was_lost_is_done_once(site, register_page):
    page = register_page
    for row, status in ((4, "absent"), (5, "excused")):
        page.locator("[name=who]").nth(row).check()
        with page.expect_response("**/mark/"):
            page.locator(f"[name=status][value={status}]").click()
        page.wait_for_selector("[name=who]:checked", state="detached")
    after_first = [page.locator("[name=who]").nth(row).get_attribute("value") for row in (4, 5)]
    lost = []

    def lose(route):
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/mark/", lose, times=1)
    page.locator("[name=undo]").click()
    page.wait_for_selector('.saved[data-state="failed"]')
    answers(page)
    assert lost == [200]
    kept = marks(site, page)
    assert f"({after_first[0]}, 'absent')" in kept
    assert f"({after_first[1]}, 'excused')" not in kept


def test_presses_made_while_one_is_under_way_all_count(site, register_page):
    page = register_page
    people = [page.locator("[name=who]").nth(row).get_attribute("value") for row in (6, 7)]
    held = Held(page, "**/mark/")
    for row, status in ((6, "absent"), (7, "excused")):
        page.locator("[name=who]").nth(row).check()
        page.locator(f"[name=status][value={status}]").click()
        page.locator("[name=who]").nth(row).uncheck()
    held.let_go()
    answers(page)
    kept = marks(site, page)
    assert f"({people[0]}, 'absent')" in kept
    assert f"({people[1]}, 'excused')" in kept


def test_a_press_that_puts_right_another_counts_and_a_double_tap_does_not(site, register_page):
    page = register_page
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/mark/") else None)
    person = page.locator("[name=who]").nth(3).get_attribute("value")
    page.locator("[name=who]").nth(3).check()
    held = Held(page, "**/mark/")
    for status in ("excused", "absent", "absent", "excused"):
        page.locator(f"[name=status][value={status}]").click()
    held.let_go()
    answers(page)
    assert f"({person}, 'excused')" in marks(site, page)
    assert len(sent) == 3


def test_who_was_logged_out_reads_that_the_press_was_not_saved(register_page):
    page = register_page
    page.context.clear_cookies()
    page.locator("[name=who]").nth(8).check()
    page.locator("[name=status][value=late]").click()
    page.wait_for_selector("[data-said] .note-stop")
    assert "was not saved" in page.locator("[data-said]").inner_text()
    assert page.locator(".saved").get_attribute("data-state") == "refused"
    assert chosen_in(page)[8]


@pytest.fixture
def room(site, open_page):
    """A quiet room as a trainer has it, and its line."""
    session = site.django(ROOM).strip()
    page = open_page("/en/", login="trainer@demo.example")
    page.set_default_timeout(12_000)
    line = Line(page)
    page.goto(f"/en/sessions/{session}/room/")
    page.wait_for_selector("#room.is-live")
    until(lambda: page.wait_for_timeout(50) or line.is_open, "the room's line")
    return page, line


def test_a_question_asked_again_because_no_answer_came_is_asked_once(site, room):
    page, line = room
    page.locator("[data-tab=questions]").click()
    page.fill("#room-question-text", "Who signs the protocol?")
    line.is_losing = True
    for _ in range(2):
        page.locator("[data-ask] button").click()
        page.wait_for_timeout(400)
    assert page.locator("[data-ask] [data-f=sending]").inner_text() == "Sending…"
    line.break_off()
    page.wait_for_selector("[data-ask] [data-f=sending]", state="hidden")
    assert page.input_value("#room-question-text") == ""
    assert site.django(SAID.format(kind="question", text="Who signs the protocol?")).strip() == "1"


def test_a_poll_started_again_because_no_answer_came_is_started_once(site, room):
    page, line = room
    page.locator("[data-tab=polls]").click()
    page.locator(".room-new-poll summary").click()
    page.fill("#room-poll-text", "Tea or coffee?")
    page.fill("#room-poll-options", "Tea\nCoffee")
    line.is_losing = True
    for _ in range(2):
        page.locator("[data-new-poll] .btn-primary").click()
        page.wait_for_timeout(400)
    line.break_off()
    page.wait_for_selector("[data-new-poll] [data-f=sending]", state="hidden")
    assert page.input_value("#room-poll-text") == ""
    assert site.django(SAID.format(kind="poll", text="Tea or coffee?")).strip() == "1"


def test_slow_mode_switched_on_in_the_open_room_says_what_it_is(room):
    page, _line = room
    page.locator("[data-tab=people]").click()
    page.locator("[name=mode][value=slow]").check()
    page.locator(".room-modes button").click()
    page.wait_for_selector('#room[data-mode="slow"]')
    page.locator("[data-tab=chat]").click()
    assert "one message every" in page.locator(".room-mode").inner_text()


def test_a_form_without_busy_words_is_sent_once_too(open_page):
    page = open_page("/en/my-data/", login="participant@demo.example")
    page.evaluate("""() => {
        window.sends = [];
        addEventListener("submit", (event) => { window.sends.push(!event.defaultPrevented); event.preventDefault(); });
        const form = document.createElement("form");
        form.method = "post";
        form.innerHTML = "<button id='plain'>Give</button>";
        document.querySelector("main").prepend(form);
    }""")
    for _ in range(2):
        page.locator("#plain").click()
    assert page.evaluate("window.sends") == [True, False]


@pytest.mark.parametrize("is_sure", [True, False])
def test_who_logs_out_leaves_no_drafts_and_is_asked_about_answers_of_a_test(open_page, is_sure):
    page = open_page("/en/", login="participant@demo.example")
    page.evaluate("""() => {
        for (const name of ["room:1:1", "feedback-1-1", "test-1-x", "other"]) localStorage.setItem(name, "{}");
    }""")
    asked = []

    def decide(dialog):
        asked.append(dialog.message)
        (dialog.accept if is_sure else dialog.dismiss)()

    page.on("dialog", decide)
    page.evaluate("""() => {
        // Only asked: others of this folder go on with this log-in.
        addEventListener("submit", (event) => event.preventDefault());
        document.querySelector('form[action*="/accounts/logout"]').requestSubmit();
    }""")
    assert len(asked) == 1
    left = page.evaluate("Object.keys(localStorage).sort()")
    assert left == (["other"] if is_sure else ["feedback-1-1", "other", "room:1:1", "test-1-x"])


def test_a_passkey_whose_script_did_not_arrive_can_be_tried_again(open_page):
    page = open_page("/en/accounts/login/")
    page.set_default_timeout(12_000)
    page.route("**/webauthn*.js", lambda route: route.abort())
    page.locator("#passkey_login").click()
    page.wait_for_selector("#passkey-problem:not([hidden])")
    page.unroute("**/webauthn*.js")
    with page.expect_request("**/webauthn*.js"):
        page.locator("#passkey_login").click()
    assert "/accounts/login/" in page.url


def test_a_draft_of_the_questionnaire_is_saved_one_at_a_time(open_page):
    page = open_page("/en/join/form/you/", login="applicant:maria.fernandez@freemail.example")
    page.set_default_timeout(12_000)
    saves = []
    page.route(
        "**/join/form/**", lambda route: saves.append(route) if route.request.method == "POST" else route.continue_()
    )
    names = page.locator("[data-draft] input[type=text]")
    names.first.fill("A")
    page.wait_for_timeout(2500)
    names.first.fill("Aw")
    page.wait_for_timeout(2500)
    assert len(saves) == 1
    saves[0].fulfill(status=204)
    page.wait_for_timeout(2500)
    assert len(saves) == 2
    assert "Aw" in saves[1].request.post_data
