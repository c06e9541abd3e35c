"""From the mail to the training: one link, one page, one yes."""

from __future__ import annotations

import datetime as dt
import re
import smtplib

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from courses.actions.enrol import enrol
from courses.actions.invite import note_what_became_of_them, queue_invitations
from courses.actions.seats import withdraw
from courses.actions.stages import cancel_training
from courses.invitations import path_for
from courses.models import Stage, Training
from lms.audit.models import AuditEntry
from lms.common.errors import Refused
from lms.common.languages import CODES
from lms.common.work import MAX_ATTEMPTS
from lms.notices.actions import send_due
from lms.notices.models import Notice
from lms.people.actions.agree import publish_agreement
from lms.people.agreements import in_force, outstanding
from lms.people.models import Country, Person


@pytest.fixture
def invited(training, db):
    """Nyasha, brought in from a list: an account without a password, a seat, no mail yet."""
    training.starts_on = timezone.now().date() + dt.timedelta(days=20)
    training.stage = Stage.OPEN
    training.save()
    person = Person.objects.create_user(
        "nyasha@example.org", None, given_name="Nyasha", family_name="Chikwanha", country_id="ZW", language="fr"
    )
    return enrol(training=training, person=person, country=Country.objects.get(pk="ZW"))


PASSWORD = {"password": "quatre mots pour moi seule", "terms": "on"}


def test_the_mail_is_discreet_in_her_language_and_its_link_opens_the_training(invited, coordinator, mailoutbox, client):
    assert queue_invitations(enrolments=[invited], actor=coordinator) == 1
    assert queue_invitations(enrolments=[invited], actor=coordinator) == 0
    send_due()
    note_what_became_of_them()
    invited.refresh_from_db()
    assert invited.invitation == "sent"
    (mail,) = mailoutbox
    # Officers share mailboxes: nothing of the training stands in the mail itself.
    assert invited.training.title not in mail.subject + mail.body
    path = re.search(r"https?://[^/]+(/\S+)", mail.body)[1]
    assert path.startswith("/fr/join/invitation/")
    assert invited.training.title in client.get(path).content.decode()


def test_looking_changes_nothing(invited, client):
    for _ in range(2):
        assert client.get(path_for(invited)).status_code == 200
    invited.refresh_from_db()
    assert invited.accepted_at is None


def test_she_chooses_a_password_and_is_in(invited, client):
    path = path_for(invited)
    shown = client.get(path).context["form"]["shown"].value()
    response = client.post(path, {**PASSWORD, "shown": shown})
    assert response.status_code == 302
    invited.refresh_from_db()
    person = invited.person
    person.refresh_from_db()
    assert (invited.invitation, invited.state) == ("accepted", "confirmed")
    assert person.check_password(PASSWORD["password"])
    assert person.emailaddress_set.get().verified
    assert client.get("/en/profile/").status_code == 200
    assert AuditEntry.objects.filter(verb="people.open_account", about=person).exists()
    # The link is spent, for her and for whoever finds it.
    assert client.get(path).status_code == 410
    assert Client().get(path).status_code == 410


def test_only_the_agreements_that_she_was_shown_count_as_accepted(invited, client, coordinator):
    path = path_for(invited)
    page = client.get(path)
    shown = page.context["form"]["shown"].value()
    assert {int(one) for one in shown.split(",")} == {one.pk for one in in_force()}
    assert all(one.version in page.content.decode() for one in in_force())
    newer = publish_agreement(kind="terms", version="2.0", texts=dict.fromkeys(CODES, "New."), actor=coordinator)
    client.post(path, {**PASSWORD, "shown": shown})
    person = invited.person
    accepted = list(person.acceptances.values_list("agreement__kind", "language"))
    assert accepted == [("data_protection", path.split("/")[1])]
    assert outstanding(person) == [newer]


@pytest.mark.parametrize("fields", [{"password": "short", "terms": "on"}, {"password": "quatre mots pour moi seule"}])
def test_a_weak_password_or_no_word_on_the_terms_keeps_the_door_shut(invited, client, fields):
    assert client.post(path_for(invited), fields).status_code == 200
    invited.person.refresh_from_db()
    assert not invited.person.has_usable_password()


def test_who_has_a_password_proves_it(invited, login, client):
    invited.person.set_password("something long enough")
    invited.person.save()
    path = path_for(invited)
    page = client.get(path).content.decode()
    assert "accounts/login" in page
    client.post(path, PASSWORD)
    invited.refresh_from_db()
    assert invited.accepted_at is None
    assert login(invited.person).post(path).status_code == 302
    invited.refresh_from_db()
    assert invited.invitation == "accepted"


def test_somebody_else_who_is_signed_in_accepts_nothing(invited, login, stranger):
    path = path_for(invited).replace("/fr/", "/en/")
    client = login(stranger)
    assert "Somebody else is logged in" in client.get(path).content.decode()
    client.post(path, PASSWORD)
    invited.refresh_from_db()
    assert invited.accepted_at is None


def test_old_and_forged_links_say_what_to_do(invited, client, monkeypatch):
    path = path_for(invited).replace("/fr/", "/en/")
    assert client.get("/en/join/invitation/nonsense/").status_code == 404
    assert client.get(path[:-6] + "aaaaa/").status_code == 404
    later = signing.time.time() + 8 * 24 * 3600
    monkeypatch.setattr(signing.time, "time", lambda: later)
    response = client.get(path)
    assert response.status_code == 410
    assert "seven days" in response.content.decode()


def test_a_link_that_ran_out_brings_a_new_one_to_the_invited_address_once_an_hour(
    invited, client, monkeypatch, mailoutbox
):
    path = path_for(invited).replace("/fr/", "/en/")
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + 8 * 24 * 3600)
    for _ in range(3):
        assert "A new link is on its way" in client.post(path, follow=True).content.decode()
        send_due()
        note_what_became_of_them()
    (mail,) = mailoutbox
    assert mail.to == ["nyasha@example.org"]
    assert client.get(re.search(r"https?://[^/]+(/\S+)", mail.body)[1]).status_code == 200


def test_nobody_gets_a_new_link_to_a_seat_that_was_taken_back(invited, client, monkeypatch, mailoutbox):
    path = path_for(invited).replace("/fr/", "/en/")
    withdraw(enrolment=invited, actor=None)
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + 8 * 24 * 3600)
    assert "no longer stands" in client.post(path, follow=True).content.decode()
    send_due()
    assert not [mail for mail in mailoutbox if "/join/invitation/" in mail.body]


def test_a_new_address_ends_the_old_link(invited, client):
    path = path_for(invited)
    Person.objects.filter(pk=invited.person_id).update(email="other@example.org")
    assert client.get(path).status_code == 410


def test_nobody_is_invited_to_a_training_that_is_over(invited, coordinator):
    Training.objects.update(starts_on="2024-01-01")
    with pytest.raises(Refused):
        queue_invitations(enrolments=[invited], actor=coordinator)


def test_from_home_one_press_accepts_or_gives_the_seat_back(invited, login, stranger):
    slug = invited.training.slug
    assert login(stranger).post(f"/en/trainings/{slug}/accept/").status_code == 404
    client = login(invited.person)
    for _ in range(2):
        client.post(f"/en/trainings/{slug}/accept/")
    invited.refresh_from_db()
    assert invited.invitation == "accepted"
    client.post(f"/en/trainings/{slug}/decline/")
    invited.refresh_from_db()
    assert invited.state == "declined"
    assert Training.objects.get().seats_taken == 0
    entry = AuditEntry.objects.get(verb="courses.decline")
    assert (entry.actor, entry.about) == (invited.person, invited.person)


class TestNoThankYou:
    def test_no_is_asked_about_first(self, invited, client):
        path = path_for(invited)
        page = client.get(path).content.decode()
        assert 'href="?answer=no"' in page
        question = client.get(f"{path}?answer=no").content.decode()
        assert 'name="answer" value="no"' in question
        invited.refresh_from_db()
        assert invited.state == "confirmed", "looking changes nothing"

    def test_no_gives_the_seat_to_the_next_in_line_once(self, invited, client, make_person, training):
        Training.objects.update(capacity=1)
        next_one = enrol(training=training, person=make_person("next@example.org"), country=invited.country)
        assert next_one.state == "waiting"
        path = path_for(invited).replace("/fr/", "/en/")
        for _ in range(3):
            assert client.post(path, {"answer": "no"})["Location"] == path
        invited.refresh_from_db()
        next_one.refresh_from_db()
        training.refresh_from_db()
        assert (invited.state, next_one.state, training.seats_taken) == ("declined", "offered", 1)
        assert AuditEntry.objects.filter(verb="courses.decline", about=invited.person).count() == 1
        page = client.get(path).content.decode()
        assert "You said no" in page
        assert "?answer=no" not in page

    def test_while_the_invitation_stands_no_can_become_yes(self, invited, client, training):
        path = path_for(invited)
        client.post(path, {"answer": "no"})
        assert client.post(path, PASSWORD).status_code == 302
        invited.refresh_from_db()
        training.refresh_from_db()
        assert (invited.state, invited.invitation, training.seats_taken) == ("confirmed", "accepted", 1)

    def test_who_comes_back_to_a_full_training_waits_and_is_told(self, invited, client, make_person, training):
        Training.objects.update(capacity=1)
        enrol(training=training, person=make_person("next@example.org"), country=invited.country)
        path = path_for(invited).replace("/fr/", "/en/")
        client.post(path, {"answer": "no"})
        page = client.post(path, PASSWORD, follow=True).content.decode()
        assert "You are on the waiting list" in page
        invited.refresh_from_db()
        training.refresh_from_db()
        assert (invited.state, training.seats_taken) == ("waiting", 1)

    def test_who_accepted_and_then_left_asks_the_coordinator(self, invited, login):
        client = login(invited.person)
        slug = invited.training.slug
        client.post(f"/en/trainings/{slug}/accept/")
        client.post(f"/en/trainings/{slug}/decline/")
        client.post(f"/en/trainings/{slug}/accept/")
        invited.refresh_from_db()
        assert invited.state == "declined"

    def test_somebody_else_who_is_signed_in_says_no_for_nobody(self, invited, login, stranger):
        path = path_for(invited)
        client = login(stranger)
        assert "?answer=no" not in client.get(path).content.decode()
        client.post(path, {"answer": "no"})
        invited.refresh_from_db()
        assert invited.state == "confirmed"


def _answers(monkeypatch, error):
    def send_messages(self, messages):
        raise error

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", send_messages)


class TestWhatBecameOfTheMail:
    def test_an_address_that_the_mail_server_refuses_bounced(self, invited, coordinator, monkeypatch):
        queue_invitations(enrolments=[invited], actor=coordinator)
        _answers(monkeypatch, smtplib.SMTPRecipientsRefused({invited.person.email: (550, b"no such user")}))
        send_due()
        note_what_became_of_them()
        invited.refresh_from_db()
        assert invited.invitation == "bounced"

    def test_a_mail_server_that_was_away_too_long_says_nothing_about_the_address(
        self, invited, coordinator, monkeypatch, login, mailoutbox
    ):
        queue_invitations(enrolments=[invited], actor=coordinator)
        with monkeypatch.context() as away:
            _answers(away, ConnectionRefusedError())
            for _ in range(MAX_ATTEMPTS + 1):
                Notice.objects.filter(done_at=None).update(due_at=timezone.now(), claimed_until=None)
                send_due()
        note_what_became_of_them()
        invited.refresh_from_db()
        assert (invited.invitation, Notice.objects.get().state) == ("failed", "failed")
        client = login(coordinator)
        page = client.get(f"/en/trainings/{invited.training.slug}/people/").text
        assert "Could not be sent" in page
        assert "1 person has no invitation yet." in page
        client.post(f"/en/trainings/{invited.training.slug}/people/invite/", {"who": "all"})
        send_due()
        note_what_became_of_them()
        invited.refresh_from_db()
        assert (invited.invitation, len(mailoutbox)) == ("sent", 1)


class TestSendAgain:
    @pytest.fixture
    def press(self, login, coordinator, invited):
        def press(person=coordinator):
            client = login(person)
            page = client.get(f"/en/trainings/{invited.training.slug}/people/").text
            client.post(f"/en/trainings/{invited.training.slug}/people/invite/", {"who": "unanswered"})
            send_due()
            note_what_became_of_them()
            return "Send again to all without an answer" in page

        return press

    def test_whoever_has_not_answered_gets_one_more_but_nobody_two_in_a_day(
        self, invited, coordinator, press, mailoutbox, make_person, training
    ):
        accepted = enrol(training=training, person=make_person("a@example.org"), country=invited.country)
        queue_invitations(enrolments=[invited, accepted], actor=coordinator)
        send_due()
        note_what_became_of_them()
        type(accepted).objects.filter(pk=accepted.pk).update(invitation="accepted")
        assert press() is False
        assert len(mailoutbox) == 2
        Notice.objects.update(queued_at=timezone.now() - dt.timedelta(hours=25))
        assert press() is True
        assert [mail.to for mail in mailoutbox[2:]] == [["nyasha@example.org"]]
        for _ in range(3):
            assert press() is False
        assert len(mailoutbox) == 3

    def test_a_coordinator_of_another_country_mails_nobody(self, invited, coordinator, press, make_person, mailoutbox):
        queue_invitations(enrolments=[invited], actor=coordinator)
        send_due()
        note_what_became_of_them()
        Notice.objects.update(queued_at=timezone.now() - dt.timedelta(hours=25))
        elsewhere = make_person("k@example.org", country="KE", role="coordinator", role_country="KE")
        enrol(training=invited.training, person=elsewhere, country=elsewhere.country)
        assert press(elsewhere) is False
        assert len(mailoutbox) == 1


class TestWhenItDoesNotTakePlace:
    def test_who_opens_it_reads_that_it_was_cancelled_and_is_asked_nothing(self, invited, coordinator, client, login):
        path = path_for(invited).replace("/fr/", "/en/")
        cancel_training(training=invited.training, reason="The host cannot come.", actor=coordinator)
        for reader in (client, login(invited.person)):
            for address in (path, f"{path}?answer=no"):
                page = reader.get(address).text
                assert "This training was cancelled." in page
                assert 'name="answer"' not in page
                assert 'method="post"' not in page.split("<main")[1].split("</main")[0]
                assert 'href="?answer=no"' not in page
                assert "You are invited" not in page
            reader.post(path, {"answer": "no"})
            reader.post(path, PASSWORD)
        invited.refresh_from_db()
        assert (invited.state, invited.accepted_at) == ("confirmed", None)

    def test_after_its_end_nobody_gives_a_seat_back(self, invited, client, login):
        Training.objects.update(starts_on=timezone.now().date() - dt.timedelta(days=9))
        path = path_for(invited).replace("/fr/", "/en/")
        for address in (path, f"{path}?answer=no"):
            page = client.get(address).text
            assert "Open my account and take part" in page
            assert 'name="answer"' not in page
            assert 'href="?answer=no"' not in page
        assert "This training is over." in client.post(path, {"answer": "no"}, follow=True).text
        answer = login(invited.person).post(f"/en/trainings/{invited.training.slug}/decline/", follow=True)
        assert "This training is over." in answer.text
        invited.refresh_from_db()
        assert invited.state == "confirmed"
