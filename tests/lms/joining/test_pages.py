"""The reviewers' pages: whose rows, in how many questions to the database, and what is written down."""

import datetime as dt
import time

import pytest
from django.utils import timezone

from lms.audit.models import AuditEntry
from lms.joining.actions import decide, reminding
from lms.joining.actions import memberships as membering
from lms.joining.actions import review as reviewing
from lms.joining.models import Application, Membership, State
from lms.joining.workdays import after_working_days, moment_before, working_days_between
from lms.people.models import Role
from lms.people.stepup import BEGAN


@pytest.fixture
def two_countries(make_application):
    return make_application("awa@police.example.sn"), make_application(
        "kuda@police.example.zw", country="ZW", agency_name="Manicaland Police", given_name="Kuda", language="en"
    )


def test_a_reviewer_of_one_country_sees_that_country_only(login, two_countries, reviewer_zw):
    senegal, zimbabwe = two_countries
    desk = login(reviewer_zw)
    for address in ("/en/applications/", "/en/applications/?show=all", "/en/applications/?country=SN&show=all"):
        page = desk.get(address).content.decode()
        assert "police.example.sn" not in page
        assert "Senegal" not in page
    assert "police.example.zw" in desk.get("/en/applications/").content.decode()
    counts = [group["count"] for group in desk.get("/en/applications/").context["groups"]]
    assert counts == [1, 0, 0, 1]
    assert desk.get(f"/en/applications/{zimbabwe.uid}/").status_code == 200
    assert desk.get(f"/en/applications/{senegal.uid}/").status_code == 404
    assert desk.post(f"/en/applications/{senegal.uid}/", {"verb": "take_up"}).status_code == 404
    senegal.refresh_from_db()
    assert senegal.state == State.SUBMITTED


@pytest.mark.parametrize(
    "role", [None, Role.MEMBER, Role.TRAINER, Role.COORDINATOR, Role.EDITOR, Role.AUDITOR, Role.ADMINISTRATOR]
)
def test_nobody_else_sees_applications(login, make_person, two_countries, role):
    desk = login(make_person("somebody@example.org", role=role))
    assert desk.get("/en/applications/").status_code == 403
    assert desk.get(f"/en/applications/{two_countries[0].uid}/").status_code == 403


def test_a_revoked_role_closes_the_page_at_the_next_request(login, two_countries, reviewer):
    desk = login(reviewer)
    assert desk.get("/en/applications/").status_code == 200
    reviewer.grants.all().delete()
    assert desk.get("/en/applications/").status_code == 403


def test_drafts_are_nobodys_business(login, make_application, reviewer):
    draft = make_application(state=State.DRAFT, submitted_at=None)
    desk = login(reviewer)
    assert desk.get("/en/applications/?show=all").context["page"].paginator.count == 0
    assert desk.get(f"/en/applications/{draft.uid}/").status_code == 404


def test_the_queue_shows_no_name_and_looking_is_noted(login, two_countries, reviewer):
    desk = login(reviewer)
    page = desk.get("/en/applications/").content.decode()
    assert "Ndiaye" not in page
    assert "awa@" not in page
    before = AuditEntry.objects.count()
    desk.get(f"/en/applications/{two_countries[0].uid}/")
    assert AuditEntry.objects.count() == before + 1


def test_nothing_personal_stands_in_the_neutral_part_of_the_audit(confirmed, reviewer, second_reviewer):
    application = confirmed("awa@gmail.com", is_webmail=True, webmail_reason="because")
    decide.approve(application=application, note="fine", actor=reviewer)
    decide.confirm_decision(application=application, actor=second_reviewer)
    written = str(list(AuditEntry.objects.values_list("verb", "changes")))
    for word in ("Awa", "Ndiaye", "gmail", "c.fall", "because"):
        assert word not in written
    assert "joining.approve" in written


def test_the_focal_point_sees_her_countrys_application_only_when_asked(
    login, two_countries, coordinator_zw, reviewer, make_person
):
    _senegal, zimbabwe = two_countries
    desk = login(coordinator_zw)
    page = f"/en/applications/{zimbabwe.uid}/opinion/"
    assert desk.get(page).status_code == 404
    reviewing.take_up(application=zimbabwe, actor=reviewer)
    reviewing.ask_opinion(application=zimbabwe, actor=reviewer)
    assert page in desk.get("/en/").content.decode()
    shown = desk.get(page).content.decode()
    assert "Manicaland Police" in shown
    assert "kuda@police" not in shown
    desk.post(page, {"opinion": "supports", "note": "I know the unit"})
    zimbabwe.refresh_from_db()
    assert zimbabwe.opinion.opinion == "supports"
    other = make_person("tunis@example.org", role=Role.COORDINATOR, role_country="TN")
    assert login(other).get(page).status_code == 404


def test_home_leads_to_the_first_one(login, two_countries, reviewer):
    page = login(reviewer).get("/en/").content.decode()
    assert "2 applications need you." in page
    assert f"/en/applications/{two_countries[0].uid}/" in page


def test_second_decisions_come_first_and_ones_own_proposal_waits_for_others(
    login, make_application, confirmed, reviewer, second_reviewer
):
    old = make_application("old@police.example.sn", submitted_at=moment_before(timezone.now(), 9))
    proposed = confirmed("awa@gmail.com", is_webmail=True, webmail_reason="x")
    decide.approve(application=proposed, actor=reviewer)
    hers = [line["row"].pk for line in login(second_reviewer).get("/en/applications/").context["lines"]]
    assert hers == [proposed.pk, old.pk]
    own = [line["row"].pk for line in login(reviewer).get("/en/applications/").context["lines"]]
    assert own == [old.pk]
    waits = login(reviewer).get("/en/applications/?show=waiting").context["lines"]
    assert [line["row"].pk for line in waits] == [proposed.pk]


def test_waiting_is_shown_against_the_target(login, make_application, reviewer):
    make_application(submitted_at=moment_before(timezone.now(), 6))
    assert "6 of 10 working days" in login(reviewer).get("/en/applications/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queue_asks_the_same_number_of_questions(
    login, make_application, reviewer, rows, django_assert_num_queries, first_look
):
    for number in range(rows):
        make_application(f"a{number}@police.example.sn", reviewer=reviewer)
    desk = login(reviewer)
    desk.get("/en/applications/")
    first_look()
    with django_assert_num_queries(QUEUE):
        desk.get("/en/applications/")


# Three of them write down who looks.
QUEUE = 10


@pytest.mark.parametrize("rows", [1, 3])
def test_an_application_asks_the_same_number_of_questions(
    login, make_application, confirmed, reviewer, second_reviewer, rows, django_assert_num_queries, first_look
):
    application = confirmed()
    for number in range(rows):
        decide.decline(application=application, code="other", note=str(number), actor=reviewer)
        decide.return_decision(application=application, note="", actor=second_reviewer)
        make_application(f"b{number}@police.example.sn", given_name="Ndiaye", family_name="Awa")
    desk = login(reviewer)
    desk.get(f"/en/applications/{application.uid}/")
    first_look()
    with django_assert_num_queries(APPLICATION):
        desk.get(f"/en/applications/{application.uid}/")


# Three of them write down who looks.
APPLICATION = 15


@pytest.mark.parametrize("rows", [1, 3])
def test_memberships_ask_the_same_number_of_questions(
    login, make_person, reviewer, rows, django_assert_num_queries, first_look
):
    for number in range(rows):
        membering.admit_invited(person=make_person(f"m{number}@example.org"))
    desk = login(reviewer)
    desk.get("/en/memberships/")
    first_look()
    with django_assert_num_queries(9):
        desk.get("/en/memberships/")


def test_nonsense_in_the_address_is_left_out(login, two_countries, reviewer):
    desk = login(reviewer)
    for query in ("show=x", "country=%27;", "country=QQ", "mail=1", "page=99999999999", "page=-1"):
        assert desk.get(f"/en/applications/?{query}").status_code == 200
        assert desk.get(f"/en/memberships/?state={query}").status_code == 200


def test_an_unknown_verb_changes_nothing(login, two_countries, reviewer):
    application = two_countries[0]
    login(reviewer).post(f"/en/applications/{application.uid}/", {"verb": "erase"})
    assert Application.objects.get(pk=application.pk).state == State.SUBMITTED


def test_a_reviewer_of_a_country_sees_its_memberships_only(login, make_person, reviewer_zw):
    here = membering.admit_invited(person=make_person("a@example.org"))
    there = membering.admit_invited(person=make_person("b@example.org", country="SN", family_name="Elsewhere"))
    desk = login(reviewer_zw)
    assert "Elsewhere" not in desk.get("/en/memberships/").content.decode()
    assert desk.get(f"/en/memberships/{here.pk}/").status_code == 200
    assert desk.get(f"/en/memberships/{there.pk}/").status_code == 404
    assert desk.post(f"/en/memberships/{there.pk}/", {"verb": "suspend", "reason": "x"}).status_code == 404
    assert Membership.objects.get(pk=there.pk).state == "active"


def test_working_days():
    import datetime as dt

    friday, monday = dt.date(2026, 11, 20), dt.date(2026, 11, 23)
    assert working_days_between(friday, monday) == 1
    assert working_days_between(friday, friday) == 0
    assert working_days_between(monday, friday) == 0
    assert working_days_between(friday, friday + dt.timedelta(days=14)) == 10
    for days in range(1, 30):
        for start in (friday, monday, dt.date(2026, 11, 21)):
            end = after_working_days(start, days)
            assert working_days_between(start, end) == days
            assert end.weekday() < 5
            moment = dt.datetime.combine(end, dt.time(12))
            assert working_days_between(moment_before(moment, days).date(), end) == days


def test_home_asks_to_confirm_from_a_month_before_the_end(login, make_person):
    person = make_person("m@example.org", country="SN")
    membering.admit_invited(person=person)
    home = login(person)
    assert "/en/membership/" not in home.get("/en/").content.decode()
    Membership.objects.update(confirmed_until=timezone.now().date() + dt.timedelta(days=29))
    assert "Do you still serve?" in home.get("/en/").content.decode()
    home.post("/en/membership/", {"serves": "yes", "same_agency": "yes"})
    assert "Do you still serve?" not in home.get("/en/").content.decode()


def test_a_member_of_staff_whose_membership_ended_works_on_but_meets_nobody(login, make_person):
    person = make_person("t@example.org", country="SN", role="trainer")
    person.grants.create(role="member")
    membership = membering.admit_invited(person=person)
    assert login(person).get("/en/officers/").status_code == 200
    # Not by her own word: who has left works here no more.
    assert reminding.expire_memberships(membership.confirmed_until + dt.timedelta(days=1)) == 1
    desk = login(person)
    assert desk.get("/en/").status_code == 200
    assert desk.get("/en/officers/").status_code == 403


def test_closing_a_door_asks_again_who_presses(login, make_person, reviewer):
    """A reviewer who logged in long ago proves who she is; only then anybody is suspended."""
    membership = membering.admit_invited(person=make_person("m@example.org"))
    reviewer.set_password("nine patient otters drifting")
    reviewer.save()
    desk = login(reviewer)
    page = f"/en/memberships/{membership.pk}/"
    assert desk.get(page).status_code == 200
    session = desk.session
    session[BEGAN] = int(time.time()) - 7200
    session.save()
    answer = desk.post(page, {"verb": "suspend", "reason": "asked by her agency"})
    assert "/reauthenticate/" in answer["Location"]
    membership.refresh_from_db()
    assert membership.state == "active"


@pytest.mark.parametrize(
    "sent", [{"verb": "approve", "approve-note": ""}, {"verb": "decline", "decline-code": "no_answer"}]
)
def test_deciding_asks_again_who_presses(login, make_application, reviewer, sent):
    application = make_application("awa@police.example.sn")
    reviewing.take_up(application=application, actor=reviewer)
    reviewer.set_password("nine patient otters drifting")
    reviewer.save()
    desk = login(reviewer)
    session = desk.session
    session[BEGAN] = int(time.time()) - 7200
    session.save()
    answer = desk.post(f"/en/applications/{application.uid}/", sent)
    assert "/reauthenticate/" in answer["Location"]
    application.refresh_from_db()
    assert application.state == State.IN_REVIEW
    assert not application.decisions.exists()


def test_staff_are_asked_for_their_yearly_word_at_home_too(login, make_person):
    person = make_person("t@example.org", country="SN", role="trainer")
    person.grants.create(role="member")
    membering.admit_invited(person=person)
    home = login(person)
    assert "Do you still serve?" not in home.get("/en/").content.decode()
    Membership.objects.update(confirmed_until=timezone.now().date() + dt.timedelta(days=29))
    assert "Do you still serve?" in home.get("/en/").content.decode()


def test_numbers_among_the_answers_have_the_readers_digits(login, make_application, reviewer):
    application = make_application("awa@police.example.sn", years_in_field=16)
    page = login(reviewer).get(f"/ar/applications/{application.uid}/").content.decode()
    assert ">١٦</bdi>" in page
    assert ">16</bdi>" not in page
