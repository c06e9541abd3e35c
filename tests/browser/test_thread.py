"""The product's story in real browsers: from an empty training to the figures of a country.

A fresh database behind the real programs (`manage.py serve`: pages, rooms, worker, clock). Rosa coordinates,
Lindiwe trains, Layla takes part, Hana checks a certificate without an account. Everything is done on the
pages, as people do it; the database is only read, to know the right answers and to compare.

Two places stand outside the pages, and are marked there: the roles of Rosa and Lindiwe (the first
administrator gives them), and the journey through time at the end.
"""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import json
import re
import shutil
import subprocess
import sys
import time

import pytest

from tests.browser import server
from tests.browser.walking import Walker, until
from tests.journeys.props import (
    BAD_ADDRESS,
    UNKNOWN_COUNTRY,
    Officer,
    place_where_day_two_is_nearly_over,
    workbook,
)

pytestmark = pytest.mark.process

HEROINES = {
    "en": Officer("Layla", "Haddad", "layla.haddad@example.org", "Jordan", "en"),
    "ar": Officer("ليلى", "الحدّاد", "layla.alhaddad@example.org", "الأردن", "ar"),
}
COLLEAGUE = Officer("Omar", "Rahal", "omar.rahal@example.org", "JO", "English")
HER_PASSWORD = "seven quiet herons wading"

STAFF_PASSWORD = "nine patient otters drifting"
STAFF = f"""
from lms.people.models import Person, Role, RoleGrant
for email, given, family, role in (
    ("rosa@example.org", "Rosa", "Oyelaran", Role.COORDINATOR),
    ("lindiwe@example.org", "Lindiwe", "Tshuma", Role.TRAINER),
):
    person = Person.objects.create_user(email, "{STAFF_PASSWORD}", given_name=given, family_name=family)
    person.emailaddress_set.create(email=email, verified=True, primary=True)
    RoleGrant.objects.create(person=person, role=role)
"""
RIGHT_ANSWERS = """
import json
from assessments.models import Option, Question
right = Option.objects.filter(is_right=True, question__assessment__slug="two-day-post").values_list("question", "pk")
found = {}
for question, option in right:
    found.setdefault(str(question), []).append(str(option))
print(json.dumps(found))
"""
# The training is over: its two days, and what happened on them, lie three days earlier.
THREE_DAYS_LATER = """
import datetime as dt
from django.db.models import F
from courses.models import Training
from sessions.models import TrainingSession
from lms.common import clock
three = dt.timedelta(days=3)
Training.objects.filter(slug="{slug}").update(starts_on=F("starts_on") - three)
TrainingSession.objects.filter(training__slug="{slug}").update(
    date=F("date") - three, starts_at=F("starts_at") - three, ends_at=F("ends_at") - three)
clock.tick()
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A machine of its own with an empty, migrated database."""
    with server.running(tmp_path_factory.mktemp("thread"), program="serve", prepare=STAFF) as site:
        yield site


@pytest.fixture
def walker(site, browser, request):
    """``walker("en", width=360)``: a person at her device; whatever went wrong on it fails the story."""
    walkers = []

    def make(language: str, **window: int) -> Walker:
        walkers.append(Walker(browser, site, language, **window))
        return walkers[-1]

    yield make
    for one in walkers:
        one.close()
    assert [trouble for one in walkers for trouble in one.troubles] == []


def mail_to(site: server.Site, address: str, saying: str) -> str:
    """The text of the mail in the store that went to ``address`` and holds ``saying``."""

    def look() -> str | None:
        for path in (site.folder / "mail").glob("*.eml"):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            body = message.get_body(("plain",))
            if message["To"] == address and body is not None and saying in body.get_content():
                return str(body.get_content())
        return None

    return until(look, f"a mail to {address}")


def plain(text: str) -> str:
    """Without blanks and marks of direction, which a PDF's text puts where it likes."""
    return re.sub(r"[\s\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_from_a_hosts_request_to_the_countrys_figures(site, walker, language, tmp_path):
    heroine = HEROINES[language]
    rosa, lindiwe, layla = walker(language), walker(language), walker(language, width=360)
    rosa.log_in("rosa@example.org", STAFF_PASSWORD)

    slug = plan_the_training(rosa, language)
    make_the_agenda(rosa)
    bring_in_the_list(rosa, heroine, tmp_path)
    invite(rosa, slug)

    accept(layla, mail_to(site, heroine.email, "/invitation/"), heroine)
    read_a_lesson(layla)
    take_the_test(layla, "pre-test", {})

    lindiwe.log_in("lindiwe@example.org", STAFF_PASSWORD)
    talk_in_the_room(layla, lindiwe)
    mark_attendance(lindiwe, heroine)

    take_the_test(layla, "post-test", json.loads(site.django(RIGHT_ANSWERS)))
    rate_the_training(layla)
    her_checklist_is_complete(layla)

    issue_the_certificate(rosa, heroine, slug)
    mail_to(site, heroine.email, "/certificates/")
    code = download_the_certificate(layla, heroine, tmp_path)
    check_it_as_a_stranger(walker(language), code, heroine)

    # The journey through time. The figures count trainings that are over; nobody wants to wait two days.
    site.django(THREE_DAYS_LATER.format(slug=slug))
    the_country_counts_her(rosa, site)
    for who, one in (("participant", layla), ("trainer", lindiwe), ("coordinator", rosa)):
        print(who, one.clicks)  # noqa: T201  (pytest -s shows how far each task is from home)


def plan_the_training(rosa: Walker, language: str) -> str:
    """Yesterday was its first day, so that today both tests are open and every half day has begun."""
    zone = place_where_day_two_is_nearly_over()
    with rosa.task("turn a request into a training"):
        rosa.press("nav a[href$='/trainings/']")
        rosa.press("a[href$='/trainings/new/']")
    page = rosa.page
    page.locator("[name=course]").select_option(label=page.locator("[name=course] option").first.inner_text())
    page.fill("[name=title]", {"en": "Amman, national training", "ar": "عمّان، دورة تدريبية وطنية"}[language])
    page.select_option("select[name=language]", language)
    page.fill("[name=host]", "Public Security Directorate")
    page.check("[name=mode][value=in_person]")
    page.fill("[name=city]", "Amman")
    page.select_option("[name=country]", "JO")
    page.select_option("[name=time_zone]", zone.key)
    page.fill("[name=starts_on]", str(dt.datetime.now(zone).date() - dt.timedelta(days=1)))
    page.fill("[name=days]", "2")
    page.fill("[name=capacity]", "30")
    page.locator("label", has_text="Lindiwe Tshuma").click()
    rosa.press("form.form button.btn-primary")
    page.wait_for_url("**/people/")
    return page.url.split("/trainings/")[1].split("/")[0]


def make_the_agenda(rosa: Walker) -> None:
    with rosa.task("make the agenda", most=2):
        rosa.press(".needs a[href$='/sessions/']")
        rosa.press("form[action$='/sessions/make/'] button.btn-primary")
    rosa.see("#day-2")
    assert rosa.page.locator(".agenda-item").count() == 26


def bring_in_the_list(rosa: Walker, heroine: Officer, folder) -> None:
    """She sees what each row means, with its number and the reason, before anything changes."""
    file = folder / "nominees.xlsx"
    file.write_bytes(workbook(heroine, COLLEAGUE))
    page = rosa.page
    with rosa.task("bring in the nominees"):
        rosa.press(".needs a[href$='/roster/']")
        page.set_input_files("[name=file]", file)
        rosa.press("form[enctype] button.btn-primary")
    rosa.see("#roster-form")
    cards = {
        card.get_attribute("href").rpartition("=")[2]: card.locator("b").inner_text()
        for card in page.locator("a.count-card[href*='show=']").all()
    }
    assert set(cards) >= {"new", "duplicate", "rejected"}
    wrong = page.locator("tr.is-error")
    assert wrong.count() == 2
    addresses = wrong.locator("a[href*='/rows/']")
    rows = [addresses.nth(n).get_attribute("href").rstrip("/").rpartition("/")[2] for n in range(2)]
    assert rows == [str(BAD_ADDRESS), str(UNKNOWN_COUNTRY)]
    assert "Atlantis" in wrong.nth(1).inner_text()
    for place in range(2):
        assert wrong.nth(place).locator(".why span").first.inner_text().strip()
    # A formula is text here: it is shown, and never run.
    assert "HYPERLINK" in page.locator("#roster-form").inner_text()
    rosa.press("button[name=then][value=apply]")
    page.wait_for_url("**/done/")
    rosa.press("a.btn[href$='/people/']")
    assert heroine.email in page.content()


def invite(rosa: Walker, slug: str) -> None:
    with rosa.task("invite them", most=2):
        rosa.press(f".needs a[href$='/trainings/{slug}/people/']")
        rosa.press("form[action$='/invite/'].note button")
    rosa.see("[role=status], .messages")


def accept(layla: Walker, mail: str, heroine: Officer) -> None:
    """The link of the mail, a password, and she is home."""
    assert heroine.given in mail
    layla.page.goto(re.search(r"https?://\S+/invitation/\S+", mail)[0])
    assert layla.page.locator("html").get_attribute("lang") == layla.language
    assert heroine.name in layla.page.locator("dl.facts").inner_text()
    layla.page.fill("[name=password]", HER_PASSWORD)
    layla.page.locator("label:has([name=terms])").click()
    layla.press("form.form button.btn-primary")
    layla.page.wait_for_url(f"**/{layla.language}/")
    layla.see(".line .line-item")
    # The link is used up: another one who finds it gets nothing.
    assert layla.context.request.get(re.search(r"https?://\S+/invitation/\S+", mail)[0]).status == 410


def read_a_lesson(layla: Walker) -> None:
    with layla.task("do the next lesson"):
        layla.press("nav.tabs a[href$='/courses/']")
        layla.press("main .card a[href*='/courses/two-day/']")
        layla.press(".course-row a[href*='/lessons/']", place=1)
    layla.see(".lesson .prose")
    read = layla.page.url
    layla.press("form[action*='/complete/'] button")
    layla.page.wait_for_url(lambda url: url != read)
    layla.page.goto("/" + layla.language + "/courses/two-day/")
    assert layla.page.locator(".course-page .line-item.is-done").count() == 1


def take_the_test(layla: Walker, slug: str, right: dict[str, list[str]]) -> None:
    """Fifteen questions, each saved as it is answered. Without ``right``, always the first choice."""
    page = layla.page
    with layla.task(f"take the {slug}"):
        if slug == "pre-test":
            # The course begins with it, so it is what comes next.
            layla.press(".line a.btn")
            layla.press("a[href*='/assessments/']")
        else:
            # Home counts what the certificate still needs; each open condition leads to where it is met.
            scroll_to_certificate(layla, "/assessments/")
            layla.press("[aria-labelledby=certificate] .checklist a[href*='/assessments/']")
        layla.press("main form button.btn-primary")
    page.wait_for_selector("[data-test]")
    assert page.locator("[data-question]").count() == 15
    for _ in range(15):
        question = page.locator("[data-question]:not([hidden])")
        boxes = question.locator("[name=choice]")
        wanted = right.get(question.get_attribute("data-question")) or [boxes.first.get_attribute("value")]
        for value in wanted:
            question.locator(f".choice:has([value='{value}'])").click()
        page.locator("[data-go=next]").click()
    page.wait_for_selector('.saved[data-state="saved"]')
    layla.see("[data-overview]")
    assert page.locator("[data-cell].is-answered").count() == 15
    page.locator("[data-hand-in]").click()
    page.wait_for_url("**/result/")
    if right:
        layla.see(".result .ring.is-passed")


def talk_in_the_room(layla: Walker, lindiwe: Walker) -> None:
    """Both stand in the same room; what one writes, the other sees at once."""
    with layla.task("ask in the live room"):
        layla.press("a[href$='/sessions/']")
        layla.press(".agenda-item a[href$='/room/']")
    layla.page.wait_for_url("**/room/")
    room = layla.page.url
    with lindiwe.task("see who is here and what they ask"):
        lindiwe.press(".now a[href$='/room/']")
    lindiwe.page.goto(room)
    text = {"en": "Who keeps the original files?", "ar": "من يحتفظ بالملفات الأصلية؟"}[layla.language]
    layla.page.fill("#room-text", text)
    layla.press(".room-send")
    lindiwe.see("[data-log] .room-bubble", text)
    answer = {"en": "Your evidence room, always.", "ar": "غرفة الأدلة لديكم، دائمًا."}[layla.language]
    lindiwe.page.fill("#room-text", answer)
    lindiwe.press(".room-send")
    layla.see("[data-log] .is-staff .room-bubble", answer)


def mark_attendance(lindiwe: Walker, heroine: Officer) -> None:
    """Present on all four half days; each press is saved by itself."""
    page = lindiwe.page
    with lindiwe.task("mark attendance"):
        lindiwe.press("a[href$='/register/']")
    for half in range(4):
        # Each column is a page of its own; its buttons count once it is there.
        with page.expect_navigation():
            lindiwe.press(".register-table th.register-mark a", place=half)
        page.locator(".register-table th.register-mark a").nth(half).and_(page.locator("[aria-current]")).wait_for()
        one = page.locator(".register-table tbody tr", has_text=heroine.given).locator("button.register-one")
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            one.click()
        one.wait_for(state="detached")
        page.wait_for_selector('.register .saved[data-state="saved"]')


def scroll_to_certificate(layla: Walker, part: str = "") -> None:
    """The card is fetched when it comes into sight, so that home itself stays light.

    With a ``part`` of an address, look again until a condition leads there: the clock opens the form for
    rating within half a minute.
    """
    page = layla.page
    deadline = time.monotonic() + 60
    while True:
        page.locator("[aria-labelledby=certificate]").scroll_into_view_if_needed()
        page.locator("[aria-labelledby=certificate] .checklist").wait_for()
        if page.locator(f"[aria-labelledby=certificate] .checklist a[href*='{part}']").count() or not part:
            return
        assert time.monotonic() < deadline, f"nothing on the checklist leads to {part}"
        page.wait_for_timeout(2000)
        page.reload()


def rate_the_training(layla: Walker) -> None:
    page = layla.page
    with layla.task("rate the training"):
        scroll_to_certificate(layla, "/feedback/")
        layla.press("[aria-labelledby=certificate] .checklist a[href*='/feedback/']")
    page.locator(".stars label").nth(4).click()
    page.locator("textarea").first.fill("The risk exercise.")
    layla.press(".feedback-form button.btn-primary")
    layla.see("[data-clear-draft]")


def her_checklist_is_complete(layla: Walker) -> None:
    with layla.task("see what my certificate needs", most=0):
        scroll_to_certificate(layla)
        layla.see("[aria-labelledby=certificate] .checklist")
    conditions = layla.page.locator("[aria-labelledby=certificate] .checklist li")
    assert conditions.count() == 4
    assert layla.page.locator("[aria-labelledby=certificate] .checklist a").count() == 0


def issue_the_certificate(rosa: Walker, heroine: Officer, slug: str) -> None:
    with rosa.task("issue certificates"):
        rosa.press(f"[aria-labelledby=near] a[href$='/trainings/{slug}/']")
        rosa.press("a[href$='/certificates/'].card-link")
        rosa.press("a[href$='/certificates/issue/']")
    due = rosa.page.locator("main ul.list li")
    assert due.count() == 1
    assert heroine.name in due.inner_text()
    rosa.press(".bottom-bar button.btn-primary")
    rosa.page.wait_for_url("**/certificates/")


def download_the_certificate(layla: Walker, heroine: Officer, folder) -> str:
    """The mail said that it is ready. Her name stands in it, and can be copied out; returns its code."""
    with layla.task("get my certificate"):
        layla.press(".line a[href$='/certificates/']")
        with layla.page.expect_download() as download:
            layla.press("a[download]")
    file = folder / "certificate.pdf"
    download.value.save_as(file)
    assert file.read_bytes().startswith(b"%PDF-")
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", file, "-"], check=True, capture_output=True, text=True).stdout
        assert plain(heroine.name) in plain(text)
    layla.press("a[href*='/verify/']")
    return layla.page.url.rstrip("/").rpartition("/")[2]


def check_it_as_a_stranger(hana: Walker, code: str, heroine: Officer) -> None:
    """Whoever is shown the paper checks it without an account: the code, then the name as printed."""
    with hana.task("check a certificate", most=2):
        hana.press("a[href$='/verify/']")
        hana.page.fill("[name=code]", code)
        hana.press("form:has([name=code]) button")
    hana.see(".verdict-valid")
    assert heroine.name not in hana.page.content()
    hana.page.fill("[name=name]", "Somebody Else")
    hana.press("form:has([name=name]) button")
    hana.see(".note-due")
    hana.page.fill("[name=name]", heroine.name)
    hana.press("form:has([name=name]) button")
    hana.see("[role=status] .note-ok")


def the_country_counts_her(rosa: Walker, site: server.Site) -> None:
    """Page and command say the same: a training, and its three people, of whom one is she.

    Told in two languages there are two trainings; two of the three people were in both, and count once.
    """
    told = int(
        site.django("from courses.models import Training; print(Training.objects.filter(is_self_paced=False).count())")
    )
    with rosa.task("read the figures", most=1):
        rosa.press("nav a[href$='/reports/']")
    rosa.see("table.report")
    done = subprocess.run(
        [sys.executable, "manage.py", "report_countries"],
        cwd=server.ROOT, env=site.environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    figures = json.loads(done.stdout)
    people = 2 + told
    assert (figures["trainings"], figures["countries"], figures["participants"]) == (told, 1, people)
    assert figures["by_country"]["JO"]["participants"] == people
    shown = rosa.page.locator("table.report tbody tr").first.inner_text()
    in_arabic = str(people).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert (in_arabic if rosa.language == "ar" else str(people)) in shown
