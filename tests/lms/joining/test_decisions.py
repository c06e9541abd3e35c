"""Who decides: a reviewer, or two; never one twice, never the machine, never about herself."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.audit.models import AuditEntry
from lms.common.errors import Refused
from lms.common.languages import CODES
from lms.joining.actions import apply, decide
from lms.joining.actions import review as reviewing
from lms.joining.builtin import FIRST, load_domains, newer
from lms.joining.checks import checklist
from lms.joining.domains import Standing, is_webmail, standing_of
from lms.joining.models import Application, Decision, DomainKind, EmailDomain, Link, State
from lms.people.actions.agree import publish_agreement
from lms.people.agreements import in_force, outstanding
from lms.people.models import Agency, Person


def code(refused):
    return refused.value.code


def test_one_reviewer_approves_an_officer_with_an_official_address(confirmed, reviewer, post):
    application = confirmed()
    decide.approve(application=application, actor=reviewer)
    application.refresh_from_db()
    assert application.state == State.APPROVED
    assert application.person.grants.get().role == "member"
    assert application.person.function == "Enquêteur" or application.person.function == "Investigator"


def test_free_webmail_needs_a_second_reviewer(confirmed, reviewer, second_reviewer):
    application = confirmed("awa@gmail.com", is_webmail=True, webmail_reason="none given out")
    decide.approve(application=application, actor=reviewer)
    application.refresh_from_db()
    assert application.state == State.IN_REVIEW
    with pytest.raises(Refused) as refused:
        decide.confirm_decision(application=application, actor=reviewer)
    assert code(refused) == "same_person"
    decide.confirm_decision(application=application, actor=second_reviewer)
    application.refresh_from_db()
    assert application.state == State.APPROVED


@pytest.mark.parametrize(
    "address",
    ["a@yahoo.com.br", "a@mail.yahoo.co.jp", "a@hotmail.co.uk", "a@live.nl", "a@gmx.at", "a@yandex.kz", "a@pm.me",
     "a@naver.com", "a@rediffmail.com", "a@139.com", "a@libero.it", "a@vip.163.com", "a@gmail.com"],
)  # fmt: skip
@pytest.mark.django_db
def test_free_webmail_is_known_in_every_country(address):
    assert is_webmail(address)


@pytest.mark.parametrize(
    "address",
    ["a@police.example.sn", "a@outlook.gov.sn", "a@live.police.example", "a@notyahoo.com", "a@example.com.br"],
)
@pytest.mark.django_db
def test_an_address_of_an_authority_is_none(address):
    EmailDomain.objects.create(domain="example.*", kind=DomainKind.AUTHORITY)
    assert not is_webmail(address)
    assert standing_of(address, "SN") == Standing()


@pytest.mark.django_db
def test_a_longer_list_brings_nothing_back_that_an_operator_took_off():
    assert not set(newer(set(FIRST))) & set(FIRST)
    assert "hotmail.*" not in newer(set(FIRST) - {"hotmail.fr"})
    assert "yahoo.*" in newer(set(FIRST) - {"hotmail.fr"})
    EmailDomain.objects.filter(domain="naver.com").delete()
    load_domains("default")
    assert not is_webmail("a@naver.com")


def test_page_and_rule_agree_where_the_list_grew_since_she_applied(confirmed, reviewer, login):
    application = confirmed("awa@freshmail.example")
    EmailDomain.objects.create(domain="freshmail.*", kind=DomainKind.WEBMAIL)
    page = login(reviewer).get(f"/en/applications/{application.uid}/").content.decode()
    assert "Propose to approve" in page
    decide.approve(application=application, actor=reviewer)
    application.refresh_from_db()
    assert application.state == State.IN_REVIEW


def test_every_decline_needs_a_second_reviewer(confirmed, reviewer, second_reviewer, post):
    application = confirmed()
    decide.decline(application=application, code="identity", note="no trace of the unit", actor=reviewer)
    with pytest.raises(Refused):
        decide.confirm_decision(application=application, actor=reviewer)
    decide.confirm_decision(application=application, actor=second_reviewer)
    application.refresh_from_db()
    assert (application.state, application.decline_code) == (State.DECLINED, "identity")
    letter = post.collect()[application.email]
    assert "identit" in letter.body
    assert "no trace of the unit" not in letter.body


def test_the_audit_says_what_was_proposed_and_decided(confirmed, reviewer, second_reviewer):
    application = confirmed()
    decide.decline(application=application, code="identity", note="no trace of Awa", actor=reviewer)
    decide.return_decision(application=application, note="look again", actor=second_reviewer)
    decide.decline(application=application, code="duplicate", note="no trace of Awa", actor=reviewer)
    decide.confirm_decision(application=application, actor=second_reviewer)
    told = AuditEntry.objects.filter(verb__in=("joining.propose", "joining.return", "joining.decline")).order_by("pk")
    said = [(one.verb, one.changes["outcome"][1], one.changes["decline_code"][1]) for one in told]
    assert said == [
        ("joining.propose", "decline", "identity"),
        ("joining.return", "decline", "identity"),
        ("joining.propose", "decline", "duplicate"),
        ("joining.decline", "decline", "duplicate"),
    ]
    assert "trace" not in str(list(told.values()))


def test_the_second_may_return_it_and_the_first_take_it_back(confirmed, reviewer, second_reviewer):
    application = confirmed()
    decide.decline(application=application, code="identity", note="x", actor=reviewer)
    decide.return_decision(application=application, note="I know the unit", actor=second_reviewer)
    decide.decline(application=application, code="other", note="x", actor=reviewer)
    decide.return_decision(application=application, note="", actor=reviewer)
    decide.approve(application=application, actor=reviewer)
    application.refresh_from_db()
    assert application.state == State.APPROVED


def test_the_table_itself_refuses_one_person_twice(make_application, reviewer):
    application = make_application()
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            application=application, kind="decline", state="final", needs_two=True, first=reviewer, first_at=now,
            second=reviewer, second_at=now,
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            application=application, kind="decline", state="final", needs_two=False, first=reviewer, first_at=now
        )


def test_incomplete_needs_two_reminders_and_time(make_application, reviewer):
    application = make_application(state=State.IN_REVIEW)
    reviewing.ask_information(application=application, question="?", actor=reviewer)
    with pytest.raises(Refused) as refused:
        decide.decline(application=application, code="incomplete", note="x", actor=reviewer)
    assert code(refused) == "not_overdue"


@pytest.mark.parametrize("answer", ["no", "unknown"])
def test_without_a_yes_of_the_supervisor_nobody_is_approved(make_application, reviewer, answer):
    application = make_application(state=State.IN_REVIEW)
    request = reviewing.ask_supervisor(application=application, actor=reviewer)
    reviewing.record_supervisor_answer(link=request.link, answer=answer, note="")
    with pytest.raises(Refused) as refused:
        decide.approve(application=application, actor=reviewer)
    assert code(refused) == "obstacle"


def test_the_focal_point_may_stand_in_for_a_silent_supervisor_but_not_outvote_a_no(
    make_application, make_person, reviewer
):
    focal = make_person("focal@example.org", country="SN", role="coordinator", role_country="SN")
    silent = make_application(state=State.IN_REVIEW)
    reviewing.ask_opinion(application=silent, actor=reviewer)
    reviewing.give_opinion(application=silent, opinion="supports", note="I know her", actor=focal)
    assert checklist(silent).may_be_approved
    refused = make_application("b@police.example.sn", state=State.IN_REVIEW)
    request = reviewing.ask_supervisor(application=refused, actor=reviewer)
    reviewing.record_supervisor_answer(link=request.link, answer="no", note="")
    reviewing.ask_opinion(application=refused, actor=reviewer)
    reviewing.give_opinion(application=refused, opinion="supports", note="", actor=focal)
    assert not checklist(refused).may_be_approved


def test_a_provider_is_pointed_to_its_own_form(confirmed, reviewer):
    EmailDomain.objects.create(domain="sightline-ai.example", kind=DomainKind.VENDOR)
    application = confirmed("sales@sightline-ai.example")
    states = {check.key: check.state for check in checklist(application).checks}
    assert states["conflict"] == "error"
    with pytest.raises(Refused):
        decide.approve(application=application, actor=reviewer)


def test_the_checks_find_her_by_mailbox_and_by_name(make_application, make_person):
    make_person("awa.ndiaye@gmail.com", country="SN", given_name="Ndeye", family_name="Fall")
    same = make_application("awandiaye+join@gmail.com")
    assert {c.key: c.state for c in checklist(same).checks}["duplicate"] == "error"
    make_person("other@example.org", country="SN", given_name="Ndiayé", family_name="Awa")
    alike = make_application("b@police.example.sn", given_name="Awa", family_name="Ndiaye")
    assert {c.key: c.state for c in checklist(alike).checks}["duplicate"] == "due"
    elsewhere = make_application("c@police.example.ke", country="KE")
    assert {c.key: c.state for c in checklist(elsewhere).checks}["duplicate"] == "done"


def test_the_lists_of_domains_and_agencies_count_for_the_country(make_application, senegal_list):
    Agency.objects.create(country_id="SN", name="POLICE NATIONALE")
    here = make_application("a@brigade.police.example.sn")
    found = {c.key: c.state for c in checklist(here).checks}
    assert (found["domain"], found["agency"]) == ("done", "done")
    there = make_application("b@police.example.sn", country="KE")
    found = {c.key: c.state for c in checklist(there).checks}
    assert (found["domain"], found["agency"]) == ("due", "due")


def test_a_known_agency_is_not_made_twice(confirmed, reviewer):
    agency = Agency.objects.create(country_id="SN", name="POLICE NATIONALE")
    application = confirmed()
    decide.approve(application=application, actor=reviewer)
    application.refresh_from_db()
    assert application.person.agency == agency


def test_nobody_decides_her_own_case(make_application, make_person):
    boss = make_person("c.fall@police.example.sn", country="SN", role="reviewer")
    application = make_application()
    with pytest.raises(Refused) as refused:
        reviewing.take_up(application=application, actor=boss)
    assert code(refused) == "own_case"


def test_links_end_with_the_decision(confirmed, reviewer):
    application = confirmed()
    decide.approve(application=application, actor=reviewer)
    assert not Link.objects.filter(application=application, revoked_at=None, used_at=None).exists()


def test_withdrawing_ends_an_open_proposal(confirmed, reviewer, second_reviewer):
    application = confirmed("awa@gmail.com", is_webmail=True, webmail_reason="x")
    decide.approve(application=application, actor=reviewer)
    apply.withdraw(application=application)
    with pytest.raises(Refused):
        decide.confirm_decision(application=application, actor=second_reviewer)
    assert not Person.objects.filter(email=application.email).exists()
    assert Application.objects.get(pk=application.pk).state == State.WITHDRAWN


def test_what_she_accepted_in_the_questionnaire_counts_as_of_then(confirmed, reviewer):
    """The versions she was shown, at that moment, in the language of the page; a later one is asked for at the door."""
    then = timezone.now() - dt.timedelta(days=3)
    shown = [one.pk for one in in_force()]
    application = confirmed(agreements=shown, agreements_at=then, agreements_language="ar")
    newer = publish_agreement(kind="terms", version="2.0", texts=dict.fromkeys(CODES, "New."), actor=reviewer)
    decide.approve(application=application, actor=reviewer)
    person = Person.objects.get(email=application.email)
    accepted = person.acceptances.values_list("agreement__kind", "accepted_at", "language")
    assert sorted(accepted) == [("data_protection", then, "ar"), ("terms", then, "ar")]
    assert outstanding(person) == [newer]


def test_nothing_counts_as_accepted_that_nobody_was_shown(confirmed, reviewer):
    application = confirmed(declared_at=timezone.now())
    decide.approve(application=application, actor=reviewer)
    assert not Person.objects.get(email=application.email).acceptances.exists()
