"""The person's saved language decides where the address does not say one."""

from django.core import mail

from lms.audit.models import AuditEntry
from lms.notices.actions import send_due
from lms.people.actions.grants import grant_role, revoke_role
from lms.people.actions.reset import answer_resets
from lms.people.models import Role

PASSWORD = "correct horse battery"


def speaks(person, language):
    person.language = language
    person.save()
    return person


def test_the_root_leads_to_the_browsers_language(client, db):
    assert client.get("/", headers={"accept-language": "fr-CH, en;q=0.5"})["Location"] == "/fr/"
    assert client.get("/", headers={"accept-language": "sw"})["Location"] == "/en/"
    assert client.get("/", headers={"accept-language": "zh-CN"})["Location"] == "/zh-hans/"


def test_the_root_leads_to_the_persons_language(login, participant):
    assert login(speaks(participant, "ar")).get("/", headers={"accept-language": "fr"})["Location"] == "/ar/"


def test_after_log_in_the_page_is_in_the_persons_language(client, participant):
    speaks(participant, "ar")
    answer = client.post("/en/accounts/login/", {"login": participant.email, "password": PASSWORD})
    assert answer["Location"] == "/ar/"
    assert client.cookies["language"].value == "ar"


def test_the_page_that_was_asked_for_is_translated_too(client, participant):
    speaks(participant, "ar")
    answer = client.post(
        "/en/accounts/login/?next=/en/profile/",
        {"login": participant.email, "password": PASSWORD, "next": "/en/profile/"},
    )
    assert answer["Location"] == "/ar/profile/"


def test_the_switch_changes_page_and_person(login, participant):
    answer = login(participant).post("/en/language/", {"language": "ru", "next": "/en/profile/?a=1"})
    assert answer["Location"] == "/ru/profile/?a=1"
    participant.refresh_from_db()
    assert participant.language == "ru"


def test_the_switch_works_before_log_in_and_leads_nowhere_else(client, db):
    answer = client.post("/en/language/", {"language": "es", "next": "https://evil.example/en/"})
    assert answer["Location"] == "/es/"
    assert client.cookies["language"].value == "es"


def test_the_switch_knows_six_languages(client, db):
    assert client.post("/en/language/", {"language": "xx", "next": "/en/"})["Location"] == "/en/"


def test_the_profile_saves_language_and_zone_and_shows_the_page_in_it(login, participant):
    client = login(participant)
    assert client.get("/en/profile/").status_code == 200
    answer = client.post("/en/profile/", {"language": "fr", "time_zone": "Africa/Harare"})
    assert answer["Location"] == "/fr/profile/"
    participant.refresh_from_db()
    assert (participant.language, participant.time_zone) == ("fr", "Africa/Harare")


def test_a_zone_that_does_not_exist_is_refused(login, participant):
    answer = login(participant).post("/en/profile/", {"language": "fr", "time_zone": "Africa/Nowhere"})
    assert answer.status_code == 200
    participant.refresh_from_db()
    assert participant.time_zone == "UTC"


def test_nobody_changes_more_than_the_form_offers(login, participant):
    data = {"language": "fr", "time_zone": "UTC", "is_staff": "on", "country": "ZW", "email": "x@example.org"}
    login(participant).post("/en/profile/", data)
    participant.refresh_from_db()
    assert not participant.is_staff
    assert participant.country_id == "BH"
    assert participant.email == "amina@example.org"


def test_a_reset_mail_is_in_our_words_and_from_our_address(client, participant, settings):
    client.post("/en/accounts/password/reset/", {"email": participant.email})
    assert not mail.outbox, "it leaves later, so that the answer takes as long for everybody"
    answer_resets()
    send_due()
    (sent,) = mail.outbox
    assert "example.com" not in sent.body
    assert settings.BASE_URL in sent.body
    assert "AI for Safer Children" in sent.body


def test_no_mail_goes_to_an_unknown_address(client, db):
    assert client.post("/en/accounts/password/reset/", {"email": "nobody@example.org"}).status_code == 302
    assert answer_resets() == 1
    send_due()
    assert not mail.outbox


def test_roles_given_and_taken_back_are_in_the_audit(participant, coordinator):
    grant = grant_role(person=participant, role=Role.TRAINER, country=None, actor=coordinator)
    assert grant_role(person=participant, role=Role.TRAINER, country=None, actor=coordinator) == grant
    revoke_role(grant=grant, actor=coordinator)
    assert [entry.verb for entry in AuditEntry.objects.order_by("pk")] == ["people.grant_role", "people.revoke_role"]
    assert {entry.about for entry in AuditEntry.objects.all()} == {participant}


def test_a_changed_password_is_told_to_its_owner(login, participant, settings):
    new = "a staple that nobody guesses"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert login(participant).post("/en/accounts/password/change/", data).status_code == 302
    send_due()
    (sent,) = mail.outbox
    assert sent.subject == "Your password was changed"
    assert "127.0.0.1" not in sent.body.replace(settings.BASE_URL, ""), "her address on the net is not kept for it"
    assert "/en/accounts/password/reset/" in sent.body


def test_a_member_switches_by_a_button_that_keeps_her_choice(login, participant):
    page = login(participant).get("/en/profile/?a=1&b=2").text
    assert 'action="/en/language/"' in page
    assert 'name="next" value="/en/profile/?a=1&amp;b=2"' in page
    assert 'form="switch-language" name="language" value="ar"' in page
    assert 'hreflang="ar"' not in page


def test_a_visitor_switches_by_a_link(client, db):
    page = client.get("/en/accounts/login/").text
    assert 'href="/ar/accounts/login/"' in page
    assert "switch-language" not in page
