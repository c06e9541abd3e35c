"""My data: what is kept, a copy of it, corrections, another address, being erased."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.files.storage import default_storage
from django.utils import timezone

from lms.audit.actions import record
from lms.audit.models import AuditEntry
from lms.common.errors import Refused
from lms.joining.actions import memberships
from lms.joining.models.membership import Origin
from lms.notices.actions import send_due, send_outside
from lms.notices.models import Notice, OutsideMail
from lms.people.actions import accounts
from lms.people.models import Person
from lms.privacy import actions
from lms.privacy.actions import address, requests
from lms.privacy.actions.export import pack
from lms.privacy.counting import kept_about
from lms.privacy.models import AddressChange, DataExport, DataRequest
from lms.privacy.registry import holdings
from tests.lms.privacy.world import EMAIL, FAMILY, GIVEN, SERVICE_NUMBER, World

PAGES = ("/en/my-data/", "/en/my-data/correct/", "/en/my-data/erase/", "/en/my-data/email/")


def test_the_page_tells_what_is_kept_and_counts_it(db, fresh, django_assert_max_num_queries):
    world = World()
    world.make_all()
    client = fresh(world.officer)
    with django_assert_max_num_queries(15):
        page = client.get("/en/my-data/").content.decode()
    for holding in holdings():
        assert str(holding.title) in page
    counts = {one.holding.model: one.rows for one in kept_about(world.officer)}
    assert counts == {holding.model: holding.rows(world.officer).count() for holding in holdings()}
    assert counts["courses.RosterLine"] == 1


def test_counting_costs_one_query_however_much_there_is(participant, enrolment, django_assert_num_queries):
    """Before it, two or three ask which addresses are and were hers: the third opens those of earlier days."""
    with django_assert_num_queries(2 + 1):
        kept_about(participant)
    world = World()
    world.make_all()
    with django_assert_num_queries(3 + 1):
        kept_about(world.officer)


@pytest.mark.parametrize("address", PAGES)
def test_strangers_are_sent_to_the_log_in(db, client, address):
    answer = client.get(address)
    assert answer.status_code == 302
    assert "login" in answer["Location"]


@pytest.mark.parametrize("address", PAGES[1:])
def test_what_can_do_harm_asks_again(participant, stale, fresh, address):
    answer = stale(participant).get(address)
    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]
    assert fresh(participant).get(address).status_code == 200


def test_the_profile_leads_here(participant, login):
    assert "/en/my-data/" in login(participant).get("/en/profile/").content.decode()


def test_a_copy_is_made_fetched_and_deleted(db, fresh, participant):
    world = World()
    world.make_all()
    DataExport.objects.all().delete()
    record(actor=world.officer, verb="people.change", target=world.other, about=world.other,
           personal={"unit": ["", "Theirs"]})  # fmt: skip
    client = fresh(world.officer)
    assert client.get("/en/my-data/copy/").status_code == 405
    client.post("/en/my-data/copy/")
    client.post("/en/my-data/copy/")
    export = DataExport.objects.get(person=world.officer)
    assert client.get(f"/en/my-data/copies/{export.uid}/").status_code == 404
    assert actions.make_exports() == 1
    assert actions.make_exports() == 0
    assert Notice.objects.filter(person=world.officer, kind="privacy_export_ready").count() == 1
    page = client.get("/en/my-data/").content.decode()
    assert f"/en/my-data/copies/{export.uid}/" in page
    answer = client.get(f"/en/my-data/copies/{export.uid}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "no-store, private"
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    told = json.loads(archive.read("my-data.json"))
    kinds = {one["kind"]: one["rows"] for one in told["kinds"]}
    assert kinds.keys() == {holding.model for holding in holdings()}
    assert kinds["people.Person"][0]["email"] == EMAIL
    assert SERVICE_NUMBER in kinds["privacy.DataRequest"][0]["text"]
    application = next(one for one in kinds["joining.Application"] if one["state"] == "approved")
    assert application["service_number"] == SERVICE_NUMBER
    assert application["serves"] is False
    # What the record of changes keeps closed of her, and nothing of others.
    values = [one["values"] for one in kinds["audit.AuditEntry"] if "values" in one]
    assert {"given_name": [GIVEN, "X"]} in values
    assert {"reason": ["", f"{FAMILY} ill"]} in values
    assert "Theirs" not in str(values)
    (certificate,) = kinds["certificates.Certificate"]
    assert archive.read(certificate["pdf"]).startswith(b"%PDF")
    # Nobody else's: the other line of the list that bears her name may be another officer's.
    assert len(kinds["courses.RosterLine"]) == 1
    # Only her own: to anybody else it is not there.
    assert fresh(participant).get(f"/en/my-data/copies/{export.uid}/").status_code == 404
    DataExport.objects.update(ends_at=timezone.now() - dt.timedelta(seconds=1))
    assert client.get(f"/en/my-data/copies/{export.uid}/").status_code == 404


def test_what_only_staff_read_is_not_in_the_copy(participant, administrator, make_person, officer):
    reviewer = make_person("rev@example.org", country=None, role="reviewer")
    TOTP.activate(participant, generate_totp_secret())
    accounts.reset_second_factor(person=participant, reason="said-lost-phone", actor=administrator)
    actions.open_for(person=participant, kind="export", proof="said-by-supervisor", actor=officer)
    row = memberships.begin_membership(person=participant, origin=Origin.INVITATION, actor=None)
    memberships.suspend(membership=row, reason="said-of-leaking", actor=reviewer)
    memberships.restore(membership=row, actor=reviewer)
    accounts.close_account(person=participant, reason="said-of-fraud", actor=administrator)
    # Her own words about herself are hers.
    record(actor=participant, verb="people.change", target=participant, about=participant,
           personal={"reason": ["", "own-words"], "unit": ["", "Unit 7"]})  # fmt: skip
    # Of what somebody else changed, she is told the values, not why.
    record(actor=administrator, verb="people.change", target=participant, about=participant,
           personal={"reason": ["", "said-beside"], "unit": ["Unit 7", "Unit 8"]})  # fmt: skip
    with pack(participant) as packed:
        told = zipfile.ZipFile(packed).read("my-data.json").decode()
    assert "said-" not in told
    assert "own-words" in told
    assert "Unit 8" in told


def test_a_new_copy_takes_the_place_of_the_old_one(participant):
    actions.ask_for_export(person=participant, actor=participant)
    actions.make_exports()
    first = DataExport.objects.get()
    actions.ask_for_export(person=participant, actor=participant)
    actions.make_exports()
    second = DataExport.objects.get()
    assert second.pk != first.pk
    assert default_storage.listdir("privacy")[1] == [f"{second.uid.hex}.zip"]


def test_a_copy_of_somebody_erased_meanwhile_is_not_kept(participant):
    actions.ask_for_export(person=participant, actor=participant)
    claimed = DataExport.objects.select_related("person").claim(1)
    actions.erase_person(person=participant, actor=None)
    from lms.privacy.actions.export import _make

    assert not any(_make(export) for export in claimed)
    assert not default_storage.listdir("privacy")[1]


def test_name_unit_and_function_are_changed_at_once_and_recorded(participant, fresh):
    answer = fresh(participant).post(
        "/en/my-data/correct/", {"given_name": "Aminah", "family_name": "Al Khalifa", "unit": "U1", "function": "F"}
    )
    assert answer.status_code == 302
    participant.refresh_from_db()
    assert (participant.given_name, participant.unit, participant.function) == ("Aminah", "U1", "F")
    assert AuditEntry.objects.filter(verb="privacy.correct_own", about=participant).count() == 1
    assert not DataRequest.objects.exists()


def test_country_and_agency_are_asked_for_and_nothing_more_can_be_changed(participant, fresh):
    fresh(participant).post(
        "/en/my-data/correct/",
        {"given_name": "Amina", "family_name": "Al Khalifa", "text": "I serve in Oman now", "country": "OM",
         "email": "x@x.org", "is_staff": "1"},
    )  # fmt: skip
    participant.refresh_from_db()
    assert (participant.country_id, participant.email, participant.is_staff) == ("BH", "amina@example.org", False)
    asked = DataRequest.objects.get()
    assert (asked.kind, asked.text, asked.state) == ("correction", "I serve in Oman now", "open")
    assert asked.due_on == timezone.now().date() + dt.timedelta(days=30)


def test_nobody_loses_her_name(participant, fresh):
    answer = fresh(participant).post("/en/my-data/correct/", {"given_name": " ", "family_name": "\u200b"})
    assert answer.status_code == 422
    participant.refresh_from_db()
    assert participant.full_name == "Amina Al Khalifa"


def test_to_be_erased_one_types_the_word_and_may_think_again(participant, fresh):
    client = fresh(participant)
    assert client.post("/en/my-data/erase/", {"word": "yes"}).status_code == 422
    assert not DataRequest.objects.exists()
    client.post("/en/my-data/erase/", {"word": "erase"})
    client.post("/en/my-data/erase/", {"word": "ERASE"})
    asked = DataRequest.objects.get(kind="erasure")
    assert dt.timedelta(days=6, hours=23) < asked.execute_at - timezone.now() <= dt.timedelta(days=7)
    assert Notice.objects.filter(kind="privacy_erasure_asked").count() == 1
    assert actions.execute_due() == 0
    assert "Do not erase me" in client.get("/en/my-data/").content.decode()
    client.post(f"/en/my-data/requests/{asked.pk}/withdraw/")
    DataRequest.objects.update(execute_at=timezone.now())
    assert actions.execute_due() == 0
    assert Person.objects.get(pk=participant.pk).is_active


def test_after_seven_days_the_clock_does_it(participant):
    asked = actions.ask(person=participant, kind="erasure")
    DataRequest.objects.update(execute_at=timezone.now())
    assert actions.execute_due() == 1
    assert actions.execute_due() == 0
    asked.refresh_from_db()
    assert asked.state == "done"
    assert Person.objects.get(pk=participant.pk).email.endswith("erased.invalid")


def test_who_takes_it_back_while_others_are_erased_stays(participant, stranger, monkeypatch):
    actions.ask(person=participant, kind="erasure")
    second = actions.ask(person=stranger, kind="erasure")
    DataRequest.objects.update(execute_at=timezone.now())
    erase = requests.erase_person

    def meanwhile(**given):
        if given["person"] == participant:
            assert actions.withdraw(request=second, person=stranger)
        return erase(**given)

    monkeypatch.setattr(requests, "erase_person", meanwhile)
    assert actions.execute_due() == 1
    stranger.refresh_from_db()
    assert (stranger.is_active, stranger.email) == (True, "omar@example.org")
    second.refresh_from_db()
    assert second.state == "withdrawn"


def test_an_erasure_that_has_begun_is_not_said_to_be_taken_back(participant):
    asked = actions.ask(person=participant, kind="erasure")
    Person.objects.filter(pk=participant.pk).update(is_active=False)
    assert not actions.withdraw(request=asked, person=participant)


def test_taken_back_in_the_very_moment_of_the_erasure(participant, together):
    asked = actions.ask(person=participant, kind="erasure")
    DataRequest.objects.update(execute_at=timezone.now())
    taken_back, erased = together(lambda: actions.withdraw(request=asked, person=participant), actions.execute_due)
    participant.refresh_from_db()
    assert (taken_back, erased) == ((True, 0) if participant.is_active else (False, 1))


def test_nobody_withdraws_for_another(participant, stranger, fresh):
    asked = actions.ask(person=participant, kind="erasure")
    assert fresh(stranger).post(f"/en/my-data/requests/{asked.pk}/withdraw/").status_code == 404
    asked.refresh_from_db()
    assert asked.is_open


def link_in(message):
    return re.search(r"http://[^/\s]+(/\S+)", message.body).group(1)


def test_another_address_is_confirmed_there_and_told_to_the_old_one(participant, fresh, client, enrolment):
    mine = fresh(participant)
    mine.post("/en/my-data/email/", {"email": "Amina.New@example.org"})
    participant.refresh_from_db()
    assert participant.email == "amina@example.org"
    send_all()
    (message,) = mail.outbox
    assert message.to == ["amina.new@example.org"]
    link = link_in(message)
    # Opening changes nothing: readers of mail open links by themselves.
    assert client.get(link).status_code == 200
    participant.refresh_from_db()
    assert participant.email == "amina@example.org"
    assert client.post(link).status_code == 200
    participant.refresh_from_db()
    assert participant.email == "amina.new@example.org"
    assert list(participant.emailaddress_set.values_list("email", "verified", "primary")) == [
        ("amina.new@example.org", True, True)
    ]
    # Sessions stay, the seat stays, the link is used up.
    assert mine.get("/en/my-data/").status_code == 200
    assert participant.enrolments.get() == enrolment
    # Whoever it was also makes a way in of her own, and a session that is on no list.
    TOTP.activate(participant, generate_totp_secret())
    UserSession.objects.all().delete()
    assert client.post(link).status_code == 404
    mail.outbox.clear()
    send_all()
    (told,) = mail.outbox
    assert told.to == ["amina@example.org"]
    undo = link_in(told)
    assert client.get(undo).status_code == 200
    assert client.post(undo).status_code == 200
    participant.refresh_from_db()
    assert participant.email == "amina@example.org"
    assert not participant.has_usable_password()
    assert not Authenticator.objects.filter(user=participant).exists()
    assert mine.get("/en/my-data/").status_code == 302
    assert client.post(undo).status_code == 404


def send_all():
    send_due()
    send_outside()


def test_whether_an_address_is_known_is_not_told(participant, stranger, fresh, django_assert_num_queries):
    client = fresh(participant)
    answers = []
    for email in ("nobody@example.org", stranger.email):
        answer = client.post("/en/my-data/email/", {"email": email}, follow=True)
        # Tokens differ, and the page counts what was asked so far.
        varying = r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"|class="num">\d+'
        answers.append(re.sub(varying, "", answer.content.decode()))
    assert answers[0] == answers[1]
    assert AddressChange.objects.count() == 2
    assert Notice.objects.filter(person=stranger, kind="privacy_address_taken").count() == 1
    taken = AddressChange.objects.get(is_taken=True)
    with pytest.raises(Refused):
        address.confirm_change(change=taken)


def test_an_address_taken_meanwhile_cannot_be_confirmed(participant, make_person):
    change = address.ask_for_change(person=participant, email="soon@example.org")
    make_person("soon@example.org")
    with pytest.raises(Refused):
        address.confirm_change(change=change)
    change.refresh_from_db()
    assert change.done_at is None


def test_asking_anew_ends_the_earlier_link(participant):
    first = address.ask_for_change(person=participant, email="one@example.org")
    address.ask_for_change(person=participant, email="two@example.org")
    with pytest.raises(Refused):
        address.confirm_change(change=first)


def test_nobody_floods_others_with_links(participant):
    for number in range(address.MOST_A_DAY):
        address.ask_for_change(person=participant, email=f"p{number}@example.org")
    with pytest.raises(Refused) as refusal:
        address.ask_for_change(person=participant, email="one.more@example.org")
    assert refusal.value.code == "too_often"


def test_the_stored_row_opens_nothing(participant):
    change = address.ask_for_change(person=participant, email="one@example.org")
    assert address.find_change(token=change.confirm_digest, purpose="confirm") is None
    assert address.find_change(token="\ud800", purpose="confirm") is None


def test_names_of_others_are_not_on_the_page(db, participant, fresh):
    World().make_all()
    assert FAMILY not in fresh(participant).get("/en/my-data/").content.decode()


def test_erased_at_once_after_a_change_no_mail_knows_the_old_address(participant):
    change = address.ask_for_change(person=participant, email="amina.new@example.org")
    address.confirm_change(change=change)
    assert OutsideMail.objects.filter(address="amina@example.org").exists()
    participant.refresh_from_db()
    actions.erase_person(person=participant, actor=None)
    assert not OutsideMail.objects.exclude(address="").exists()
