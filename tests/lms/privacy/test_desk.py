"""The desk of the data-protection officer."""

from __future__ import annotations

import lxml.html
import pytest

from lms.audit import personal_values
from lms.audit.models import AuditEntry
from lms.common.errors import Refused
from lms.notices.actions import send_due
from lms.notices.models import Notice
from lms.people.models import Agency, Person
from lms.privacy import actions
from lms.privacy.actions import erase
from lms.privacy.models import DataRequest
from tests.lms.privacy.world import World

READ = ("/en/data-requests/", "/en/data-requests/retention/", "/en/data-requests/{pk}/")
WRITE = ("settle", "refuse", "erase")


@pytest.fixture
def asked(participant):
    return actions.ask(person=participant, kind="correction", text="It is Oman <b>now</b>")


@pytest.fixture
def to_erase(participant):
    return actions.ask(person=participant, kind="erasure")


@pytest.mark.parametrize("address", READ)
def test_only_they_and_administrators_read(
    address, asked, fresh, officer, administrator, participant, trainer, coordinator, coordinator_zw, make_person
):
    address = address.format(pk=asked.pk)
    for reader in (officer, administrator):
        assert fresh(reader).get(address).status_code == 200
    others = [make_person(f"{role}@example.org", role=role) for role in ("editor", "reviewer", "auditor", "member")]
    for person in (participant, trainer, coordinator, coordinator_zw, *others):
        assert fresh(person).get(address).status_code == 403


@pytest.mark.parametrize("verb", WRITE)
def test_only_they_answer(verb, asked, to_erase, fresh, officer, administrator, participant, coordinator):
    request = to_erase if verb == "erase" else asked
    address = f"/en/data-requests/{request.pk}/{verb}/"
    for person in (administrator, participant, coordinator):
        assert fresh(person).post(address, {"reason": "legal_duty"}).status_code == 403
        request.refresh_from_db()
        assert request.is_open
    assert fresh(officer).get(address).status_code == 405
    assert fresh(officer).post(address, {"reason": "legal_duty", "family_name": "Al Khalifa"}).status_code == 302
    request.refresh_from_db()
    assert not request.is_open


def test_answering_asks_again_who_it_is(asked, stale, officer):
    answer = stale(officer).post(f"/en/data-requests/{asked.pk}/settle/")
    assert "reauthenticate" in answer["Location"]
    asked.refresh_from_db()
    assert asked.is_open


def test_the_list_costs_the_same_with_one_and_three(
    asked, officer, fresh, make_person, django_assert_max_num_queries, client, first_look
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = fresh(officer)
    counts = []
    for more in (0, 2):
        for number in range(more):
            actions.ask(person=make_person(f"p{number}@example.org"), kind="erasure")
        first_look()
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get("/en/data-requests/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 15
    with django_assert_max_num_queries(15):
        client.get("/en/data-requests/retention/")
    with django_assert_max_num_queries(15):
        page = client.get(f"/en/data-requests/{asked.pk}/").content.decode()
    assert "&lt;b&gt;now" in page


def test_a_correction_is_settled_once_and_told(asked, officer, mailoutbox):
    actions.settle(request=asked, actor=officer)
    with pytest.raises(Refused):
        actions.settle(request=asked, actor=officer)
    assert AuditEntry.objects.filter(verb="privacy.answer", actor=officer, about=asked.person).count() == 1
    send_due()
    assert "correction you asked for was made" in " ".join(" ".join(m.body for m in mailoutbox).split())


RIGHT = {"given_name": "Amina", "family_name": "Al Khalifa", "country": "OM", "agency": "Royal Oman Police"}


def test_the_officer_makes_the_correction_and_settles_by_it(asked, participant, enrolment, officer, fresh, mailoutbox):
    client = fresh(officer)
    page = client.get(f"/en/data-requests/{asked.pk}/").content.decode()
    assert "Save and tell the person" in page
    assert client.post(f"/en/data-requests/{asked.pk}/settle/", RIGHT).status_code == 302
    participant.refresh_from_db()
    assert (participant.country_id, participant.agency.name) == ("OM", "Royal Oman Police")
    assert participant.agency.country_id == "OM"
    # What she took part in keeps the country of its day.
    enrolment.refresh_from_db()
    assert enrolment.country_id == "BH"
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == ("done", officer)
    entry = AuditEntry.objects.get(verb="people.change")
    assert (entry.actor_id, entry.about_id) == (officer.pk, participant.pk)
    assert entry.changes == {"country": ["BH", "OM"], "agency": [None, participant.agency_id]}
    assert entry.personal == ""
    send_due()
    assert "was made" in mailoutbox[-1].body
    # Answered once.
    client.post(f"/en/data-requests/{asked.pk}/settle/", RIGHT | {"country": "ZW"})
    participant.refresh_from_db()
    assert participant.country_id == "OM"


def test_a_name_is_put_right_under_her_key(asked, participant, officer):
    actions.correct(
        request=asked, given_name="Aminah", family_name="Al Khalifa", country=participant.country, agency="",
        actor=officer,
    )  # fmt: skip
    entry = AuditEntry.objects.get(verb="people.change")
    assert entry.changes == {}
    assert personal_values.read([entry])[entry.pk] == {"given_name": ["Amina", "Aminah"]}


def shown_on(page):
    """What the form on the page would send if nobody touched it."""
    form = lxml.html.fromstring(page).xpath("//form[contains(@action, '/settle/')]")[0]
    return {one.name: one.value or "" for one in form.inputs if one.name}


def test_what_she_changed_while_the_officer_read_stays(asked, participant, officer, fresh):
    """The officer sets what he changed in the form, not what it showed of the rest."""
    client = fresh(officer)
    form = shown_on(client.get(f"/en/data-requests/{asked.pk}/").content.decode())
    agency = Agency.objects.create(country_id="BH", name="Coast Guard")
    Person.objects.filter(pk=participant.pk).update(agency=agency)
    actions.correct_own(person=participant, values={"given_name": "Aminah"})
    # A mistake in between does not lose what he was shown.
    wrong = client.post(f"/en/data-requests/{asked.pk}/settle/", form | {"family_name": "Khalifa", "agency": "X" * 201})
    assert wrong.status_code == 422
    form = shown_on(wrong.content.decode()) | {"agency": form["agency"]}
    assert form["family_name"] == "Khalifa"
    assert client.post(f"/en/data-requests/{asked.pk}/settle/", form).status_code == 302
    participant.refresh_from_db()
    assert (participant.given_name, participant.family_name) == ("Aminah", "Khalifa")
    assert (participant.country_id, participant.agency) == ("BH", agency)


def test_a_country_goes_with_its_agency(asked, participant, officer, fresh):
    client = fresh(officer)
    form = shown_on(client.get(f"/en/data-requests/{asked.pk}/").content.decode())
    agency = Agency.objects.create(country_id="BH", name="Coast Guard")
    Person.objects.filter(pk=participant.pk).update(agency=agency)
    assert client.post(f"/en/data-requests/{asked.pk}/settle/", form | {"country": "OM"}).status_code == 302
    participant.refresh_from_db()
    assert (participant.country_id, participant.agency) == ("OM", None)


def test_an_agency_that_is_known_is_not_made_twice(asked, officer, fresh):
    known = Agency.objects.create(country_id="OM", name="Royal Oman Police")
    fresh(officer).post(f"/en/data-requests/{asked.pk}/settle/", RIGHT | {"agency": "royal  OMAN police"})
    assert Agency.objects.filter(country="OM").get() == known
    assert Person.objects.get(pk=asked.person_id).agency == known


@pytest.mark.parametrize("wrong", [{"country": ""}, {"country": "XX"}, {"given_name": "", "family_name": "\u200b"}])
def test_what_cannot_be_leaves_the_request_open(wrong, asked, officer, fresh, mailoutbox):
    answer = fresh(officer).post(f"/en/data-requests/{asked.pk}/settle/", RIGHT | wrong)
    assert answer.status_code == 422
    asked.refresh_from_db()
    assert asked.is_open
    assert Person.objects.get(pk=asked.person_id).country_id == "BH"
    assert not Agency.objects.filter(name="Royal Oman Police").exists()
    assert not AuditEntry.objects.filter(verb="people.change").exists()


def test_whom_she_is_told_to_ask_is_who_can_do_it(participant, fresh):
    page = fresh(participant).get("/en/my-data/correct/").content.decode()
    assert "Country and agency are changed by the data-protection officer." in page


def test_an_erasure_may_be_refused_where_the_law_wants_it(to_erase, officer, mailoutbox):
    with pytest.raises(Refused):
        actions.refuse(request=to_erase, reason="because", actor=officer)
    actions.refuse(request=to_erase, reason="legal_duty", actor=officer)
    DataRequest.objects.update(execute_at=to_erase.created_at)
    assert actions.execute_due() == 0
    assert Person.objects.get(pk=to_erase.person_id).is_active
    assert Notice.objects.filter(person=to_erase.person, kind="privacy_answer").count() == 1
    send_due()
    assert "A law obliges us" in mailoutbox[-1].body


def test_erasing_at_once(to_erase, officer, fresh):
    fresh(officer).post(f"/en/data-requests/{to_erase.pk}/erase/")
    to_erase.refresh_from_db()
    assert (to_erase.state, to_erase.decided_by) == ("done", officer)
    assert not Person.objects.get(pk=to_erase.person_id).is_active


@pytest.fixture
def begun(to_erase, monkeypatch):
    """An erasure whose process was killed after its first step."""

    def killed():
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(erase, "holdings", killed)
        with pytest.raises(KeyboardInterrupt):
            actions.erase_person(person=to_erase.person, actor=None, request=to_erase)
    to_erase.refresh_from_db()
    return to_erase


def test_an_erasure_that_has_begun_is_not_refused_any_more(begun, participant, officer, fresh):
    with pytest.raises(Refused) as refusal:
        actions.refuse(request=begun, reason="legal_claim", actor=officer)
    assert refusal.value.code == "begun"
    # Also where somebody opened the account again meanwhile: half of her is gone.
    Person.objects.filter(pk=participant.pk).update(is_active=True)
    assert not actions.withdraw(request=begun, person=participant)
    assert "Do not erase me" not in fresh(participant).get("/en/my-data/").content.decode()
    page = fresh(officer).get(f"/en/data-requests/{begun.pk}/").content.decode()
    assert "The erasure has begun." in page
    assert "Refuse for this reason" not in page
    assert "Erase this person now" in page
    DataRequest.objects.update(execute_at=begun.created_at)
    assert actions.execute_due() == 1
    begun.refresh_from_db()
    assert begun.state == "done"


def test_one_that_could_not_begin_may_be_refused(administrator, officer):
    asked = actions.ask(person=administrator, kind="erasure")
    with pytest.raises(Refused) as refusal:
        actions.execute_now(request=asked, actor=officer)
    assert refusal.value.code == "last_administrator"
    actions.refuse(request=asked, reason="legal_duty", actor=officer)


def test_nobody_erases_herself_from_the_desk(officer, fresh):
    own = actions.ask(person=officer, kind="erasure")
    assert fresh(officer).post(f"/en/data-requests/{own.pk}/erase/").status_code == 403
    assert Person.objects.get(pk=officer.pk).is_active


def test_a_correction_is_not_erased_by_its_number(asked, officer, fresh):
    assert fresh(officer).post(f"/en/data-requests/{asked.pk}/erase/").status_code == 404
    assert Person.objects.get(pk=asked.person_id).is_active


def test_the_retention_page_shows_rules_and_rounds(db, officer, fresh):
    World().make_all()
    actions.run_daily()
    page = fresh(officer).get("/en/data-requests/retention/").content.decode()
    assert "Mails we sent to you" in page
    assert "Counted only" in page


def test_the_menu_leads_there_for_those_who_may(officer, administrator, trainer, login):
    for person, sees in ((officer, True), (administrator, True), (trainer, False)):
        assert ("/en/data-requests/" in login(person).get("/en/my-data/").content.decode()) is sees
