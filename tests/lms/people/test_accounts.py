"""An administrator looks after accounts without the support desk: finds one, closes it, gives roles, helps who lost
her second factor."""

from __future__ import annotations

import functools
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.audit import personal_values
from lms.audit.models import AuditEntry, ListView
from lms.common.errors import Refused
from lms.joining.models import Membership
from lms.joining.models.membership import Origin
from lms.notices.actions import send_due
from lms.notices.models import Notice
from lms.people.actions.access import end_access
from lms.people.actions.accounts import close_account, give_role, reopen_account, reset_second_factor, take_role
from lms.people.models import Person, Role, RoleGrant
from lms.people.personal import anonymise
from tests.conftest import PASSWORD
from tests.lms.people.test_sessions import came_in, clock, is_in

__all__ = ["clock"]

LIST = "/en/people/"


def page_of(person):
    return f"{LIST}{person.pk}/"


@pytest.fixture
def administrator(make_person):
    """Ana, administrator by her grant alone: no staff of the support desk."""
    return make_person(
        "ana@example.org", country=None, role=Role.ADMINISTRATOR, given_name="Ana", family_name="Petrova"
    )


@pytest.fixture
def second(make_person):
    """Bruno, another administrator."""
    return make_person("bruno@example.org", country=None, role=Role.ADMINISTRATOR)


def secured(person):
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    return person


def refusal(action, **words):
    with pytest.raises(Refused) as refused:
        action(**words)
    return refused.value.code


# --- finding ---


def test_the_menu_and_home_lead_her_there(login, administrator, trainer):
    home = login(administrator).get("/en/").text
    assert 'href="/en/people/"' in home
    assert 'href="/en/people/?show=bare"' in home


def test_nobody_else_is_offered_it(login, coordinator, participant, make_person):
    of_some = make_person("some@example.org", role=Role.ADMINISTRATOR, role_country="BH")
    for person in (coordinator, of_some):
        client = login(person)
        assert 'href="/en/people/"' not in client.get("/en/").text
        assert client.get(LIST).status_code == 403
        assert client.get(page_of(participant)).status_code == 403
        assert client.post(page_of(participant), {"verb": "close", "close-reason": "x"}).status_code == 403


def test_a_row_tells_country_agency_state_and_roles(login, administrator, coordinator_zw, agency):
    coordinator_zw.agency = agency
    coordinator_zw.save()
    end_access(person=coordinator_zw, reason="suspended", actor=None)
    text = login(administrator).get(LIST, {"q": "tendai"}).text
    for word in ("Tendai Moyo", "tendai@example.org", "Zimbabwe", agency.name, "Closed", "Coordinator · Zimbabwe"):
        assert word in text, word


@pytest.mark.parametrize("words", ["amina", "KHALIFA", "al khalifa", "amina@example", "second-address"])
def test_words_of_name_and_address_find_her_and_nobody_else(login, administrator, participant, stranger, words):
    participant.emailaddress_set.create(email="second-address@example.org", verified=True)
    text = login(administrator).get(LIST, {"q": words}).text
    assert "Amina Al Khalifa" in text
    assert "Haddad" not in text


def test_capitals_of_other_scripts_do_not_matter(login, administrator, make_person):
    make_person("y@example.org", given_name="Елена", family_name="Соколова")
    assert "Соколова" in login(administrator).get(LIST, {"q": "соколова"}).text


def test_groups_show_staff_who_has_no_second_factor_and_who_is_out(
    login, administrator, trainer, coordinator, participant
):
    secured(coordinator)
    end_access(person=participant, reason="expired", actor=None)
    client = login(administrator)
    shown = {
        show: {name for name in ("Tshuma", "Oyelaran", "Khalifa") if name in client.get(LIST, {"show": show}).text}
        for show in ("all", "team", "bare", "closed", "nonsense")
    }
    assert shown == {
        "all": {"Tshuma", "Oyelaran", "Khalifa"},
        "team": {"Tshuma", "Oyelaran"},
        "bare": {"Tshuma"},
        "closed": {"Khalifa"},
        "nonsense": {"Tshuma", "Oyelaran", "Khalifa"},
    }


def test_who_was_erased_is_nobody_any_more(login, administrator, participant):
    anonymise(participant)
    client = login(administrator)
    assert "erased.invalid" not in client.get(LIST).text
    assert client.get(page_of(participant)).status_code == 404


def test_looking_is_written_down(login, administrator, participant):
    client = login(administrator)
    client.get(LIST)
    client.get(page_of(participant))
    assert ListView.objects.get(actor=administrator, what="people.accounts").rows == 2
    assert AuditEntry.objects.filter(actor=administrator, about=participant, verb="audit.view_list").count() == 1


def test_the_list_is_paged_and_takes_as_many_queries_for_one_as_for_many(
    login, administrator, make_person, django_assert_num_queries, first_look
):
    client = login(administrator)
    client.get(LIST)
    first_look()
    with django_assert_num_queries(9):
        client.get(LIST)
    for number in range(60):
        make_person(f"officer{number}@example.org", role=Role.COORDINATOR, role_country="KE" if number % 2 else None)
    first_look()
    with django_assert_num_queries(9):
        text = client.get(LIST).text
    assert text.count('<th scope="row">') == 50
    assert "page=2" in text


# --- closing and opening ---


def test_a_closed_account_is_out_at_once_and_nobody_is_told(login, administrator, participant):
    hers = came_in(participant)
    assert is_in(hers)
    answer = login(administrator).post(page_of(participant), {"verb": "close", "close-reason": "Left the police."})
    assert answer.status_code == 302
    assert not is_in(hers)
    assert not is_in(came_in(participant))
    assert not Notice.objects.filter(person=participant).exists()
    entry = AuditEntry.objects.get(verb="people.end_access", about=participant)
    assert (entry.actor, entry.changes["reason"]) == (administrator, [None, "closed"])
    assert "Left the police" not in str(entry.changes)
    assert personal_values.read([entry])[entry.pk] == {"reason": [None, "Left the police."]}


def test_and_is_opened_again(login, administrator, participant):
    close_account(person=participant, reason="By mistake", actor=administrator)
    login(administrator).post(page_of(participant), {"verb": "reopen"})
    assert is_in(came_in(participant))
    assert AuditEntry.objects.filter(verb="people.restore_access", about=participant, actor=administrator).exists()


@pytest.mark.parametrize("reason", ["", "  \u202e "])
def test_closing_needs_a_reason(login, administrator, participant, reason):
    answer = login(administrator).post(page_of(participant), {"verb": "close", "close-reason": reason})
    assert "Give the reason. Only staff read it." in answer.text
    participant.refresh_from_db()
    assert participant.is_active
    assert refusal(close_account, person=participant, reason=reason[:2], actor=administrator) == "no_reason"


def test_what_the_membership_closed_is_opened_there(login, administrator, participant):
    membership = Membership.objects.create(
        person=participant,
        origin=Origin.INVITATION,
        state="suspended",
        confirmed_until=timezone.now().date(),
        ended_at=timezone.now(),
    )
    end_access(person=participant, reason="suspended", actor=None)
    assert refusal(reopen_account, person=participant, actor=administrator) == "bolted"
    text = login(administrator).get(page_of(participant)).text
    assert f'href="{reverse("joining:member", args=[membership.pk])}"' in text
    assert 'value="reopen"' not in text


# --- roles ---


def test_a_role_is_given_for_a_country_and_taken_back(login, administrator, stranger):
    client = login(administrator)
    client.post(page_of(stranger), {"verb": "give", "give-role": "coordinator", "give-country": "TN"})
    grant = RoleGrant.objects.get(person=stranger, role=Role.COORDINATOR)
    assert (grant.country_id, grant.granted_by) == ("TN", administrator)
    text = client.get(page_of(stranger)).text
    assert "Coordinator · Tunisia" in text
    assert "No second factor yet." in text
    client.post(page_of(stranger), {"verb": "take", "grant": grant.pk})
    assert not RoleGrant.objects.filter(pk=grant.pk).exists()
    assert {"people.grant_role", "people.revoke_role"} <= set(
        AuditEntry.objects.filter(about=stranger, actor=administrator).values_list("verb", flat=True)
    )


def test_a_role_without_country_is_for_every_country(login, administrator, stranger):
    login(administrator).post(page_of(stranger), {"verb": "give", "give-role": "coordinator", "give-country": ""})
    assert Person.objects.get(pk=stranger.pk).is_coordinator_everywhere


def test_a_role_for_the_whole_site_has_no_single_country(login, administrator, stranger):
    """Nobody reads a country of an editor's grant: it would promise less than it gives."""
    answer = login(administrator).post(
        page_of(stranger), {"verb": "give", "give-role": "administrator", "give-country": "TN"}
    )
    assert "This role is for the whole site." in answer.text
    assert not RoleGrant.objects.filter(person=stranger, role=Role.ADMINISTRATOR).exists()


def test_a_grant_of_somebody_else_is_not_taken_here(login, administrator, stranger, trainer):
    grant = trainer.grants.get()
    for number in (grant.pk, "x", "²", ""):
        login(administrator).post(page_of(stranger), {"verb": "take", "grant": number})
    assert trainer.grants.exists()


def test_nobody_changes_her_own_account(login, administrator, second):
    secured(administrator)
    client = login(administrator)
    text = client.get(page_of(administrator)).text
    assert "This is your own account." in text
    assert not re.search(r'name="verb"', text)
    for sent in (
        {"verb": "give", "give-role": "editor"},
        {"verb": "take", "grant": administrator.grants.get().pk},
        {"verb": "close", "close-reason": "x"},
        {"verb": "reset", "reset-reason": "x"},
        {"verb": "reopen"},
    ):
        answer = client.post(page_of(administrator), sent, follow=True)
        assert "This is your own account." in answer.text, sent
    administrator.refresh_from_db()
    assert administrator.is_active
    assert list(administrator.grants.values_list("role", flat=True)) == ["administrator"]
    assert Authenticator.objects.filter(user=administrator).count() == 2


def test_those_who_run_the_site_are_left_to_themselves(administrator, make_person):
    operator = make_person("root@example.org", is_staff=True, is_superuser=True)
    secured(operator)
    words = {"person": operator, "actor": administrator}
    assert refusal(close_account, reason="x", **words) == "operator"
    assert refusal(reset_second_factor, reason="x", **words) == "operator"
    assert refusal(give_role, role="editor", country=None, **words) == "operator"
    other = make_person("toor@example.org", role=Role.ADMINISTRATOR, is_superuser=True)
    assert close_account(person=operator, reason="x", actor=other)


class TestTheLastAdministrator:
    def test_is_not_closed(self, administrator, coordinator):
        assert refusal(close_account, person=administrator, reason="x", actor=coordinator) == "last_administrator"

    def test_keeps_the_role(self, administrator, coordinator):
        grant = administrator.grants.get()
        assert refusal(take_role, grant=grant, actor=coordinator) == "last_administrator"
        assert administrator.grants.exists()

    def test_is_she_whose_colleagues_are_closed_or_of_one_country(self, administrator, second, make_person):
        make_person("some@example.org", role=Role.ADMINISTRATOR, role_country="ZW")
        assert close_account(person=second, reason="x", actor=administrator)
        assert refusal(close_account, person=administrator, reason="x", actor=second) == "last_administrator"

    def test_may_go_when_another_is_there(self, administrator, second):
        take_role(grant=second.grants.get(), actor=administrator)
        give_role(person=second, role="administrator", country=None, actor=administrator)
        assert close_account(person=administrator, reason="x", actor=second)

    @pytest.mark.django_db(transaction=True)
    def test_two_who_close_each_other_at_once_do_not_both_succeed(self, together, make_person):
        ana, bruno = (make_person(f"{name}@example.org", role=Role.ADMINISTRATOR) for name in ("ana", "bruno"))
        close = functools.partial(close_account, reason="x")
        found = together(lambda: close(person=ana, actor=bruno), lambda: close(person=bruno, actor=ana))
        assert sorted(map(str, found)) == ["True", "last_administrator"]
        assert Person.objects.filter(is_active=True, grants__role="administrator").count() == 1


# --- a lost second factor ---


def test_who_lost_her_phone_logs_in_with_her_password_and_sets_up_a_new_factor(login, administrator, trainer, settings):
    settings.REQUIRE_MFA = True
    secured(administrator)
    secured(trainer)
    trainer.language = "fr"
    trainer.save()
    stuck = Client()
    asked = stuck.post("/en/accounts/login/", {"login": trainer.email, "password": PASSWORD})
    assert asked["Location"].startswith("/en/accounts/2fa/authenticate/")
    open_elsewhere = login(trainer)
    assert is_in(open_elsewhere)

    client = login(administrator)
    assert client.post(page_of(trainer), {"verb": "reset", "reset-reason": "Phone stolen."}).status_code == 302

    assert not Authenticator.objects.filter(user=trainer).exists()
    # Out, and not only led to set up a new factor.
    assert "/accounts/login/" in open_elsewhere.get("/en/profile/")["Location"]
    entry = AuditEntry.objects.get(verb="people.reset_second_factor")
    assert (entry.actor, entry.about) == (administrator, trainer)
    assert entry.changes == {"second_factor": ["recovery_codes, totp", None]}
    assert personal_values.read([entry])[entry.pk] == {"reason": [None, "Phone stolen."]}
    send_due()
    (letter,) = mail.outbox
    assert letter.to == [trainer.email]
    assert letter.extra_headers["Content-Language"] == "fr"
    assert "Phone stolen" not in letter.body

    again = Client()
    entered = again.post("/en/accounts/login/", {"login": trainer.email, "password": PASSWORD})
    assert "authenticate" not in entered["Location"]
    assert again.get("/en/profile/")["Location"] == "/en/accounts/2fa/totp/activate/"
    assert again.get("/en/accounts/2fa/totp/activate/").status_code == 200


def test_a_second_factor_is_removed_for_a_reason_only_and_once(administrator, trainer):
    secured(trainer)
    words = {"person": trainer, "actor": administrator}
    assert refusal(reset_second_factor, reason=" ", **words) == "no_reason"
    assert Authenticator.objects.filter(user=trainer).exists()
    reset_second_factor(reason="Lost", **words)
    assert refusal(reset_second_factor, reason="Lost", **words) == "no_second_factor"
    assert Notice.objects.filter(kind="second_factor_reset").count() == 1


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 30, "", "-1", "x"])
def test_a_role_of_no_number_is_gone_already(number, login, administrator, participant):
    answer = login(administrator).post(page_of(participant), {"verb": "take", "grant": number}, follow=True)
    assert "This role was taken back already." in answer.text


@pytest.mark.parametrize("first", ["close", "reset"])
def test_who_lost_her_factor_hears_of_it_though_her_account_is_closed(first, administrator, trainer):
    """Else one administrator closes, removes, lets the mail run into nothing, and opens again."""
    secured(trainer)
    words = {"person": trainer, "actor": administrator, "reason": "x"}
    steps = [close_account, reset_second_factor]
    for step in steps if first == "close" else reversed(steps):
        step(**words)
    send_due()
    reopen_account(person=trainer, actor=administrator)
    send_due()
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == ([trainer.email], "Second factor removed")


# --- asked again ---


def test_what_she_changes_asks_who_she_is_after_ten_minutes_and_goes_on(administrator, participant, clock):
    client = came_in(administrator)
    clock(11)
    assert client.get(page_of(participant)).status_code == 200
    asked = client.post(page_of(participant), {"verb": "close", "close-reason": "Left."})
    assert "/accounts/reauthenticate/" in asked["Location"]
    participant.refresh_from_db()
    assert participant.is_active
    client.post(asked["Location"], {"password": PASSWORD})
    participant.refresh_from_db()
    assert not participant.is_active


def test_staff_who_were_away_prove_who_they_are_before_the_list(administrator, clock):
    client = came_in(administrator)
    clock(31)
    assert "/accounts/reauthenticate/" in client.get(LIST)["Location"]


def test_a_verb_that_nobody_knows_changes_nothing(login, administrator, participant):
    assert login(administrator).post(page_of(participant), {"verb": "delete"}).status_code == 302
    assert login(administrator).post(page_of(participant)).status_code == 200
