"""A session ends when nobody uses it, when its owner says so, and when her access ends."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone, translation

from certificates.actions import issue_certificate
from courses.models import EnrolmentState
from lms.audit.models import AuditEntry
from lms.common.errors import Refused
from lms.notices.models import Notice
from lms.people import middleware, stepup
from lms.people.actions.access import end_access, restore_access
from lms.people.models import RoleGrant
from tests.conftest import PASSWORD

PROFILE = "/en/profile/"


def came_in(person, **headers):
    client = Client(headers=headers)
    client.post("/en/accounts/login/", {"login": person.email, "password": PASSWORD})
    return client


def is_in(client):
    return client.get(PROFILE).status_code == 200


@pytest.fixture
def certificate(enrolment, coordinator):
    """Amina's certificate."""
    enrolment.training.starts_on = timezone.now().date() - dt.timedelta(days=30)
    enrolment.training.save()
    enrolment.state = EnrolmentState.ATTENDED
    enrolment.save()
    return issue_certificate(enrolment=enrolment, actor=coordinator)


@pytest.fixture
def clock(monkeypatch):
    """``clock(minutes)``: so much later, for sessions and proofs."""
    real = time.time
    ahead = [0.0]

    class Clock:
        time = staticmethod(lambda: real() + ahead[0])

    monkeypatch.setattr(middleware, "time", Clock)
    monkeypatch.setattr(stepup, "time", Clock)
    monkeypatch.setattr("lms.people.log_in.time", Clock)
    monkeypatch.setattr("allauth.account.internal.flows.login.time", Clock)

    def later(minutes):
        ahead[0] += minutes * 60

    return later


# --- nobody there ---


def test_a_session_that_nobody_used_for_twelve_hours_is_over(participant, clock):
    client = came_in(participant)
    clock(11 * 60)
    assert is_in(client)
    clock(11 * 60)
    assert is_in(client), "she was here eleven hours ago"
    clock(12 * 60 + 2)
    assert not is_in(client)


def test_no_session_gets_older_than_a_week(participant, clock):
    client = came_in(participant)
    for _ in range(16):
        clock(11 * 60)
        client.get(PROFILE)
    assert not is_in(client)


def test_what_a_page_asks_by_itself_is_no_sign_of_a_person(participant, clock):
    client = came_in(participant)
    for _ in range(13):
        clock(60)
        client.get(PROFILE, headers={"sec-fetch-dest": "empty"})
    assert not is_in(client)


def test_staff_who_were_away_prove_who_they_are_before_they_see_people(trainer, training, clock):
    client = came_in(trainer)
    people = f"/en/trainings/{training.slug}/people/"
    assert client.get(people).status_code == 200
    clock(31)
    assert client.get("/en/courses/").status_code == 200, "no person stands there"
    for _twice in range(2):
        asked = client.get(people)
        assert asked.status_code == 302
        assert "/accounts/reauthenticate/" in asked["Location"]
    client.post(asked["Location"], {"password": PASSWORD})
    assert client.get(people).status_code == 200


def test_staff_at_work_are_not_asked(trainer, training, clock):
    client = came_in(trainer)
    for _ in range(5):
        clock(20)
        assert client.get(f"/en/trainings/{training.slug}/people/").status_code == 200


def test_a_script_hears_that_the_session_is_over(db):
    answer = Client().post("/en/profile/", data="{}", content_type="application/json")
    assert answer.status_code == 401
    assert answer.json()["error"] == "login"
    assert "kept" in answer.json()["reason"]
    fetched = Client().post("/en/profile/", {}, headers={"sec-fetch-dest": "empty"})
    assert fetched.status_code == 401
    htmx = Client().get("/en/courses/", headers={"hx-request": "true", "hx-current-url": "http://x/en/courses/"})
    assert (htmx.status_code, "/accounts/login/" in htmx["HX-Redirect"]) == (401, True)
    assert Client().get("/en/courses/").status_code == 302


# --- somebody says so ---


def test_sign_out_everywhere_leaves_this_device_alone(participant):
    phone, office, lost = came_in(participant), came_in(participant), came_in(participant)
    # One that no list knows of, as a restored backup or an older version may leave.
    UserSession.objects.order_by("pk").last().delete()
    assert phone.post("/en/accounts/sessions/").status_code == 302
    assert is_in(phone)
    assert not is_in(office)
    assert not is_in(lost)
    assert UserSession.objects.filter(user=participant).count() == 1
    assert Notice.objects.filter(kind="sessions_ended").count() == 1


def test_an_access_that_ended_is_over_at_the_next_request(participant, coordinator):
    client = came_in(participant)
    assert end_access(person=participant, reason="post_ended", actor=coordinator)
    assert not is_in(client)
    assert not is_in(came_in(participant))
    assert not end_access(person=participant, reason="post_ended", actor=coordinator), "once is enough"
    assert restore_access(person=participant, reason="mistake", actor=coordinator)
    assert not is_in(client), "old sessions stay closed"
    assert is_in(came_in(participant))
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["people.end_access", "people.restore_access"]


@pytest.mark.parametrize(
    ("role", "country", "page"),
    [
        ("coordinator", None, "/en/reports/"),
        ("coordinator", "ZW", "/en/trainings/harare-now/people/"),
        ("reviewer", None, "/en/applications/"),
        ("administrator", None, "/en/officers/moderation/"),
        ("data_protection_officer", None, "/en/data-requests/"),
    ],
)
def test_a_role_taken_away_closes_its_pages_at_the_next_request(make_person, training, role, country, page):
    person = make_person("staff@example.org", role=role, role_country=country)
    client = came_in(person)
    assert client.get(page).status_code == 200
    RoleGrant.objects.filter(person=person).delete()
    assert client.get(page).status_code in {403, 404}
    assert is_in(client), "she is still herself"


def test_sessions_of_before_stay_when_nothing_was_ended(participant):
    """The mark in a session is Django's own until her sessions are ended for the first time."""
    from django.contrib.auth.base_user import AbstractBaseUser

    assert participant.get_session_auth_hash() == AbstractBaseUser.get_session_auth_hash(participant)
    own = AbstractBaseUser._get_session_auth_hash(participant)
    assert participant.get_session_auth_hash() == own
    participant.sessions_ended = 1
    assert participant.get_session_auth_hash() != own


# --- asked again ---


def test_what_she_sent_is_done_after_she_proved_who_she_is(coordinator, certificate, clock):
    client = came_in(coordinator)
    clock(11)
    sent = {"reason": "issued_in_error"}
    asked = client.post(f"/en/certificates/{certificate.pk}/revoke/?from=list", sent)
    assert "/accounts/reauthenticate/" in asked["Location"]
    certificate.refresh_from_db()
    assert certificate.revoked_at is None
    done = client.post(asked["Location"], {"password": PASSWORD})
    assert done.status_code in {200, 302}
    certificate.refresh_from_db()
    assert certificate.revoked_at is not None


def test_a_press_that_was_given_up_is_not_done_with_something_else(coordinator, certificate, clock):
    client = came_in(coordinator)
    clock(11)
    client.post(f"/en/certificates/{certificate.pk}/revoke/", {"reason": "issued_in_error"})
    # By whatever way she proves who she is for another page: ours, and allauth's own.
    for asked in (client.get("/en/my-data/email/")["Location"], "/en/accounts/reauthenticate/?next=/en/accounts/2fa/"):
        client.post(f"/en/certificates/{certificate.pk}/revoke/", {"reason": "issued_in_error"})
        if "2fa" not in asked:
            client.get("/en/my-data/email/")
        done = client.post(asked, {"password": PASSWORD})
        assert done["Location"] in {"/en/my-data/email/", "/en/accounts/2fa/"}
        certificate.refresh_from_db()
        assert certificate.revoked_at is None
        clock(22)


def test_a_press_of_long_ago_is_not_done(coordinator, certificate, clock):
    client = came_in(coordinator)
    clock(11)
    list_of_them = "http://testserver/en/trainings/harare-now/certificates/"
    sent = {"reason": "issued_in_error"}
    asked = client.post(f"/en/certificates/{certificate.pk}/revoke/", sent, headers={"referer": list_of_them})
    clock(22)
    done = client.post(asked["Location"], {"password": PASSWORD}, follow=True)
    assert done.redirect_chain[-1][0] == "/en/trainings/harare-now/certificates/"
    assert "nothing was changed" in done.text
    certificate.refresh_from_db()
    assert certificate.revoked_at is None


@pytest.mark.parametrize(
    "came_from", ["http://testserver/en/trainings/harare-now/certificates/?show=issued", "", "https://evil.example/"]
)
def test_who_is_asked_again_may_leave_it(coordinator, certificate, clock, came_from):
    client = came_in(coordinator)
    clock(11)
    sent = {"reason": "issued_in_error"}
    asked = client.post(f"/en/certificates/{certificate.pk}/revoke/", sent, headers={"referer": came_from})["Location"]
    back = "/en/trainings/harare-now/certificates/?show=issued" if "testserver" in came_from else "/en/"
    leave = f'href="{back}">Back, nothing changed'
    assert leave in client.get(asked).text
    assert leave in client.post(asked, {"password": "wrong"}).text
    assert "Back, nothing changed" not in client.get("/en/accounts/reauthenticate/?next=/en/accounts/2fa/").text
    assert "Back, nothing changed" not in client.get(client.get("/en/my-data/email/")["Location"]).text


def test_a_wrong_password_does_nothing(coordinator, certificate, clock):
    client = came_in(coordinator)
    clock(11)
    asked = client.post(f"/en/certificates/{certificate.pk}/revoke/", {"reason": "issued_in_error"})
    assert client.post(asked["Location"], {"password": "wrong"}).status_code == 200
    certificate.refresh_from_db()
    assert certificate.revoked_at is None


def test_a_trainer_who_issues_late_is_asked_once_and_it_is_issued(trainer, enrolment, clock):
    enrolment.training.starts_on = timezone.now().date() - dt.timedelta(days=30)
    enrolment.training.save()
    enrolment.state = EnrolmentState.ATTENDED
    enrolment.save()
    client = came_in(trainer)
    clock(11)
    asked = client.post(f"/en/trainings/harare-now/certificates/{enrolment.pk}/issue/")
    assert "/accounts/reauthenticate/" in asked["Location"]
    assert not enrolment.certificates.exists()
    done = client.post(asked["Location"], {"password": PASSWORD}, follow=True)
    assert done.redirect_chain == [("/en/trainings/harare-now/certificates/", 302)]
    assert enrolment.certificates.count() == 1


@pytest.mark.parametrize(
    "address",
    [
        "/en/my-data/email/",
        "/en/accounts/2fa/totp/activate/",
        "/en/accounts/2fa/webauthn/add/",
        "/en/accounts/2fa/recovery-codes/generate/",
        "/en/trainings/harare-now/people/?export=csv",
        "/en/trainings/harare-now/register/export.csv",
        "/en/trainings/harare-now/certificates/rules/",
        "/en/trainings/harare-now/certificates/issue/",
        "/admin/people/rolegrant/add/",
    ],
)
def test_what_can_do_harm_asks_again_after_ten_minutes(coordinator, training, clock, address):
    coordinator.is_staff = coordinator.is_superuser = True
    coordinator.save()
    client = came_in(coordinator)
    clock(9)
    assert client.get(address).status_code == 200
    clock(2)
    asked = client.get(address)
    assert asked.status_code == 302
    assert "/accounts/reauthenticate/" in asked["Location"]
    assert client.get(asked["Location"]).status_code == 200


def test_a_script_is_told_to_ask(coordinator, training, clock):
    client = came_in(coordinator)
    clock(11)
    answer = client.get("/en/trainings/harare-now/people/?export=csv", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["error"]) == (403, "fresh_login")


# --- the second factor, and where she wanted to go ---


def test_after_the_second_step_she_lands_where_she_wanted(trainer, training, settings):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    settings.REQUIRE_MFA = True
    client = came_in(trainer)
    wanted = f"/en/trainings/{training.slug}/people/?page=1"
    assert client.get(wanted)["Location"] == "/en/accounts/2fa/totp/activate/"
    form = client.get("/en/accounts/2fa/totp/activate/").context["form"]
    code = format_hotp_value(hotp_value(form.secret, int(time.time()) // 30))
    done = client.post("/en/accounts/2fa/totp/activate/", {"code": code})
    codes = client.get(done["Location"])
    assert len(codes.context["unused_codes"]) == 10
    assert wanted.replace("&", "&amp;") in codes.content.decode()
    assert codes.context["unused_codes"][0] not in client.get(done["Location"]).content.decode(), "shown once"
    assert client.get(wanted).status_code == 200


# --- agreements ---


@pytest.fixture
def asked(settings):
    settings.ASK_AGREEMENTS = True
    from lms.people import agreements

    agreements.forget_mark()
    yield agreements
    agreements.forget_mark()


def test_she_accepts_once_and_lands_where_she_wanted(participant, asked):
    client = came_in(participant)
    first = client.get("/en/courses/?q=x")
    assert first["Location"] == "/en/agreements/accept/?next=%2Fen%2Fcourses%2F%3Fq%3Dx"
    page = client.get(first["Location"])
    assert "Terms of engagement" in page.content.decode()
    shown = page.context["shown"]
    refused = client.post(first["Location"], {"shown": shown})
    assert refused.status_code == 200
    assert not participant.acceptances.exists()
    with translation.override("fr"):
        done = client.post("/fr/agreements/accept/", {"shown": shown, "agreed": "on", "next": "/fr/courses/"})
    assert done["Location"] == "/fr/courses/"
    assert client.get("/fr/courses/").status_code == 200
    assert sorted(participant.acceptances.values_list("agreement__kind", "language")) == [
        ("data_protection", "fr"),
        ("terms", "fr"),
    ]
    assert "Version 1.0" in client.get(PROFILE).content.decode()


def test_a_new_version_is_asked_for_at_the_next_page(participant, asked):
    from lms.common.languages import CODES
    from lms.people.actions.agree import accept_agreements, publish_agreement

    accept_agreements(person=participant, versions=asked.in_force(), language="ar")
    client = came_in(participant)
    assert is_in(client)
    publish_agreement(kind="terms", version="2.0", texts=dict.fromkeys(CODES, "## New\n\nText."), actor=None)
    assert client.get(PROFILE)["Location"].startswith("/en/agreements/accept/")
    page = client.get("/en/agreements/accept/").content.decode()
    assert "There is a new version" in page
    assert "Data-protection policy" not in page.split("<main")[1].split("page-footer")[0]
    assert Client().get("/en/agreements/terms/1.0/").status_code == 200
    assert "2.0" in Client().get("/en/agreements/terms/").content.decode()


def test_what_she_sends_is_never_stopped(participant, asked):
    client = came_in(participant)
    assert client.post(PROFILE, {"language": "fr", "time_zone": "Africa/Tunis"}).status_code == 302
    participant.refresh_from_db()
    assert participant.language == "fr"
    assert client.get("/fr/courses/", headers={"hx-request": "true"}).status_code == 200
    assert client.get("/fr/courses/", headers={"accept": "application/json"}).status_code == 200
    assert client.post("/fr/accounts/logout/").status_code == 302


def test_a_running_test_and_a_live_room_are_left_alone(participant, asked):
    from django.urls import resolve

    for address in ("/en/assessments/attempts/1/", "/en/sessions/1/room/", "/en/rooms/1/", "/en/check-in/"):
        assert getattr(resolve(address).func, "undisturbed", False), address
    assert not getattr(resolve("/en/courses/").func, "undisturbed", False)


def test_a_version_needs_all_six_languages_and_a_name_of_its_own(db):
    from lms.common.languages import CODES
    from lms.people.actions.agree import publish_agreement

    texts = dict.fromkeys(CODES, "Text.")
    for change, code in (({"ar": " "}, "language_missing"), ({}, "version_taken")):
        with pytest.raises(Refused) as refused:
            publish_agreement(kind="terms", version="1.0", texts={**texts, **change}, actor=None)
        assert refused.value.code == code


@pytest.mark.parametrize("language", ["ar", "zh-hans", "en", "fr", "ru", "es"])
@pytest.mark.parametrize("kind", ["terms", "data-protection"])
def test_the_texts_are_there_for_everybody(db, language, kind):
    page = Client().get(f"/{language}/agreements/{kind}/")
    assert page.status_code == 200
    assert page.context["text"].language == language
    assert page.content.decode().count("<h2") >= 6
