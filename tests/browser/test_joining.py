"""The way of an officer into the network, in real browsers: from the public page to a colleague asked to talk.

A fresh database behind the real programs. Awa has free webmail, so two reviewers must agree; her supervisor, who
has no account, answers by a mailed link. Everything is done on the pages, on a phone as she and the supervisor
have it; the mails are read from the store.
"""

from __future__ import annotations

import email
import email.policy
import re

import pytest

from tests.browser import server
from tests.browser.walking import Walker, until

pytestmark = pytest.mark.process

STAFF_PASSWORD = "nine patient otters drifting"
HER_PASSWORD = "seven quiet herons wading"
PEOPLE = f"""
from lms.joining.models import DomainKind, EmailDomain
from lms.officers.actions.profile import save_profile
from lms.people.models import Person, Role, RoleGrant
for email, given, family, role in (
    ("ibrahima@example.org", "Ibrahima", "Diallo", Role.REVIEWER),
    ("naledi@example.org", "Naledi", "Khumalo", Role.REVIEWER),
    ("wanjiru@example.org", "Wanjiru", "Kamau", Role.MEMBER),
):
    names = {{"given_name": given, "family_name": family, "country_id": "KE"}}
    person = Person.objects.create_user(email, "{STAFF_PASSWORD}", **names)
    person.emailaddress_set.create(email=email, verified=True, primary=True)
    RoleGrant.objects.create(person=person, role=role)
save_profile(person=person, is_on=True, name_as="own", shown=["country", "topics"], languages=["en"],
             topics=["triage"])
EmailDomain.objects.create(domain="freemail.example", kind=DomainKind.WEBMAIL)
"""
APPLICANTS = {
    "fr": ("Awa", "Ndiaye", "awa.ndiaye@freemail.example", "SN", "chef.awa@police.example"),
    "ar": ("ليلى", "الحدّاد", "layla@freemail.example", "JO", "chef.layla@police.example"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A machine of its own with two reviewers and one member."""
    with server.running(tmp_path_factory.mktemp("joining"), program="serve", prepare=PEOPLE) as site:
        yield site


@pytest.fixture
def walker(site, browser):
    """``walker("fr", width=360)``: a person at her device; whatever went wrong on it fails the story."""
    walkers = []

    def make(language: str, **window: int) -> Walker:
        walkers.append(Walker(browser, site, language, **window))
        return walkers[-1]

    yield make
    for one in walkers:
        one.close()
    assert [trouble for one in walkers for trouble in one.troubles] == []


def link_to(site: server.Site, address: str, place: str) -> str:
    """The newest link to ``place`` in the mails that went to ``address``."""

    def look() -> str | None:
        for path in sorted((site.folder / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            body = message.get_body(("plain",))
            found = re.search(rf"https?://\S+{place}\S+", body.get_content()) if body is not None else None
            if message["To"] == address and found:
                return found[0]
        return None

    return until(look, f"a mail to {address} with {place}", seconds=60)


@pytest.mark.parametrize("language", APPLICANTS)
def test_an_officer_joins_and_asks_a_colleague_to_talk(site, walker, language):
    given, family, address, country, chief = APPLICANTS[language]
    awa, supervisor = walker(language, width=360), walker(language, width=360)
    first, second = walker(language), walker(language)

    come_to_the_door(awa, address)
    awa.page.goto(link_to(site, address, f"/{language}/join/confirm/"))
    awa.press("main form .btn-primary")
    fill_in(awa, given, family, country, chief)
    first.log_in("ibrahima@example.org", STAFF_PASSWORD)
    with first.task("begin with the next application and ask the supervisor"):
        first.press(".needs a[href*='/applications/']")
        first.press("button[value=take_up]")
        first.press("button[value=ask_supervisor]")
    # Nobody has confirmed her post yet: there is a reason, and no button.
    assert first.page.locator("button[value=approve]").count() == 0

    supervisor.page.goto(link_to(site, chief, f"/{language}/join/supervisor/"))
    assert given in supervisor.page.locator("main").inner_text()
    assert address not in supervisor.page.content()
    supervisor.page.locator("[name=answer][value=yes]").check()
    supervisor.press("main form .btn-primary")
    supervisor.see("h1")

    with first.task("propose to approve", most=2):
        first.press(".needs a[href*='/applications/']")
        first.press("button[value=approve]")
    assert first.page.locator("button[value=confirm]").count() == 0
    second.log_in("naledi@example.org", STAFF_PASSWORD)
    with second.task("agree as the second reviewer", most=2):
        second.press(".needs a[href*='/applications/']")
        second.press("button[value=confirm]")

    enter(awa, link_to(site, address, f"/{language}/join/welcome/"))
    meet_a_colleague(awa)
    for who, one in (("applicant", awa), ("supervisor", supervisor), ("reviewer", first), ("second reviewer", second)):
        print(language, who, one.clicks)  # noqa: T201  (pytest -s shows how far each task is)


def come_to_the_door(awa: Walker, address: str) -> None:
    with awa.task("ask to join", most=2):
        awa.press("main a[href$='/join/']")
        awa.page.fill("[name=email]", address)
        awa.press("main form .btn-primary")
    awa.page.wait_for_url("**/join/sent/")
    assert awa.page.locator("html").get_attribute("lang") == awa.language


def go_on(awa: Walker, step: str) -> None:
    """Save and continue: the next step opens."""
    here = awa.page.url
    awa.press("button[form=step]")
    awa.page.wait_for_url(lambda url: url != here and "/join/" in url)
    assert step in awa.page.url


def fill_in(awa: Walker, given: str, family: str, country: str, chief: str) -> None:
    """Six steps; in the fifth minute the phone is put away, and nothing is lost."""
    page = awa.page
    page.wait_for_url("**/join/form/you/")
    start = awa._count
    for name, text in {"given_name": given, "family_name": family, "telephone": "+221 33 800 00 00"}.items():
        page.fill(f"[name={name}]", text)
    page.select_option("[name=country]", country)
    page.select_option("select[name=language]", awa.language)
    page.fill("[name=webmail_reason]", "Our province has no addresses.")
    go_on(awa, "post")
    for name, text in {"agency_name": "Police nationale", "unit": "Unité 4", "years_in_field": "6"}.items():
        page.fill(f"[name={name}]", text)
    for name, value in {"agency_type": "national_police", "function": "investigator", "rank_band": "officer"}.items():
        page.select_option(f"[name={name}]", value)
    go_on(awa, "supervisor")
    page.fill("[name=supervisor_name]", "Cheikh Fall")
    page.fill("[name=supervisor_title]", "Commissaire")
    page.fill("[name=supervisor_email]", chief)
    page.fill("[name=supervisor_telephone]", "+221 33 800 00 01")
    page.select_option("[name=supervisor_language]", awa.language)
    page.locator("[name=may_contact_supervisor]").check()
    go_on(awa, "purpose")
    page.fill("[name=purpose]", "Trier plus vite les signalements.")
    page.wait_for_selector('.saved[data-state="saved"]')
    page.reload()
    assert page.input_value("[name=purpose]") == "Trier plus vite les signalements."
    page.locator("[name=experience][value=tried]").check()
    page.locator("[name=technical_level][value=basic]").check()
    go_on(awa, "network")
    go_on(awa, "declarations")
    for name in ("serves", "keeps_inside", "uploads_no_cases", "accepts_terms", "accepts_data_protection",
                 "agrees_to_reconfirm"):  # fmt: skip
        page.locator(f"[name={name}]").check()
    go_on(awa, "check")
    awa.press("button[form=send]")
    page.wait_for_url("**/join/status/")
    # Six steps and the sending: a press for each, besides what is chosen.
    awa.clicks["fill in the questionnaire"] = awa._count - start
    assert awa.clicks["fill in the questionnaire"] == 7


def enter(awa: Walker, link: str) -> None:
    awa.page.goto(link)
    awa.page.fill("[name=password]", HER_PASSWORD)
    awa.press("main form .btn-primary")
    awa.page.wait_for_url(f"**/{awa.language}/")
    # The link is used up: another one who finds it gets nothing.
    assert awa.context.request.get(link).status == 410


def meet_a_colleague(awa: Walker) -> None:
    """First she says what others may see of her; then she may ask."""
    page = awa.page
    page.goto(f"/{awa.language}/officers/me/")
    page.locator("[name=is_on]").check()
    awa.press(".show-save")
    with awa.task("meet an officer who works on the same"):
        awa.press("nav.tabs summary")
        awa.press("nav.tabs a[href$='/officers/']")
        awa.press("main a[href*='/officers/']", "Wanjiru")
    page.fill("textarea[name=reason]", "Nous travaillons sur les mêmes signalements.")
    awa.press("form:has([name=reason]) .btn-primary")
    awa.page.goto(f"/{awa.language}/officers/requests/")
    awa.see("main", "Wanjiru")
