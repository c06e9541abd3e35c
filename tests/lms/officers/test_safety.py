"""Block, report, and what the moderators may see and do."""

from __future__ import annotations

import pytest
from django.apps import apps

from lms.audit.models import AuditEntry
from lms.common.errors import Refused
from lms.joining.actions.memberships import begin_membership, restore
from lms.notices.models import Notice, OutsideMail
from lms.officers import limits
from lms.officers.actions.moderation import decide
from lms.officers.actions.safety import block
from lms.officers.directory import Filters, find
from lms.officers.limits import forget_old
from lms.officers.models import Block, DailyUse, Listing, OfficerProfile, Opened, Outcome, Report
from lms.officers.personal import HOLDINGS
from lms.people.models import Person, RoleGrant
from lms.rooms.actions import post_message
from lms.rooms.models import RoomEvent


def url_of(person):
    return Listing.objects.get(person=person).get_absolute_url()


@pytest.fixture
def admin(make_person):
    return make_person("root@example.org", country=None, role="administrator")


@pytest.fixture
def officer(make_person):
    return make_person("dpo@example.org", country=None, role="data_protection_officer")


class TestBlocking:
    def test_the_two_no_longer_see_each_other_anywhere(self, amina, omar, talk, login):
        answer = login(amina).post(f"/en/officers/conversation/{talk.pk}/block/")
        assert answer.status_code == 302
        for viewer, other in ((amina, omar), (omar, amina)):
            client = login(viewer)
            assert find(viewer, Filters()).total == 0
            assert client.get(url_of(other)).status_code == 404
            assert client.get(f"/en/officers/conversations/{talk.pk}/").status_code == 404
            assert client.get(f"/en/rooms/{talk.room_id}/state/").status_code == 404
            page = client.get("/en/officers/requests/").text
            assert other.family_name not in page

    def test_the_other_one_is_not_told(self, amina, omar, request_of, login):
        request_of(amina, omar)
        block(person=omar, other=amina)
        assert not Notice.objects.filter(person=amina).exists()
        page = login(amina).get("/en/officers/requests/").text
        assert "No answer yet" in page
        assert "Omar" not in page

    def test_it_can_be_taken_back_by_the_one_who_did_it_only(self, amina, omar, talk, login):
        made = block(person=amina, other=omar, label="Omar Haddad")
        login(omar).post(f"/en/officers/blocked/{made.pk}/undo/")
        assert Block.objects.count() == 1
        client = login(amina)
        assert "Omar Haddad" in client.get("/en/officers/me/").text
        client.post(f"/en/officers/blocked/{made.pk}/undo/")
        assert find(amina, Filters()).total == 1
        assert client.get(f"/en/officers/conversations/{talk.pk}/").status_code == 200

    def test_a_blocked_one_cannot_ask(self, amina, omar, request_of):
        block(person=omar, other=amina)
        with pytest.raises(Refused) as refused:
            request_of(amina, omar)
        assert refused.value.code == "not_found"

    @pytest.mark.parametrize("source", ["profile", "request", "conversation", "other"])
    def test_only_what_one_may_know_can_be_blocked_or_reported(self, amina, omar, third, request_of, login, source):
        uid = {"profile": Listing.objects.get(person=omar).pk, "request": request_of(amina, omar).pk}.get(source)
        uid = uid or "00000000-0000-4000-8000-000000000000"
        block(person=omar, other=third)
        for verb in ("block", "report"):
            assert login(third).get(f"/en/officers/{source}/{uid}/{verb}/").status_code == 404


class TestReporting:
    def test_a_message_is_reported_with_its_words_and_nothing_around_it(self, amina, omar, talk, login, admin):
        post_message(room=talk.room, person=amina, text="before, private", client_id="0")
        number = post_message(room=talk.room, person=omar, text="Buy my product", client_id="1").number
        post_message(room=talk.room, person=omar, text="after, private", client_id="2")
        url = f"/en/officers/conversation/{talk.pk}/report/?message={number}"
        client = login(amina)
        assert "Buy my product" in client.get(url).text
        client.post(url, {"reason": "advertising", "note": "Again and again"})
        found = Report.objects.get()
        assert (found.subject, found.reporter, found.number) == (omar, amina, number)
        page = login(admin).get(f"/en/officers/moderation/{found.pk}/").text
        assert "Buy my product" in page
        assert "Again and again" in page
        assert "private" not in page
        for name in ("Amina", "Khalifa", omar.email, amina.email):
            assert name not in page

    def test_an_own_message_or_none_cannot_be_reported(self, amina, omar, talk, login):
        number = post_message(room=talk.room, person=amina, text="mine", client_id="0").number
        url = f"/en/officers/conversation/{talk.pk}/report/"
        assert login(amina).get(f"{url}?message={number}").status_code == 404
        assert login(amina).get(f"{url}?message=99").status_code == 404
        assert "three dots" in login(amina).get(url).text

    def test_twice_while_it_is_open_is_once(self, amina, omar, login):
        url = f"/en/officers/profile/{Listing.objects.get(person=omar).pk}/report/"
        for _ in range(2):
            login(amina).post(url, {"reason": "offensive"})
        assert Report.objects.count() == 1

    def test_it_may_block_as_well(self, amina, omar, login):
        url = f"/en/officers/profile/{Listing.objects.get(person=omar).pk}/report/"
        login(amina).post(url, {"reason": "harassment", "also_block": "on"})
        assert Block.objects.filter(blocker=amina, blocked=omar).exists()
        assert Report.objects.count() == 1

    def test_without_a_reason_it_is_asked_for(self, amina, omar, login):
        url = f"/en/officers/profile/{Listing.objects.get(person=omar).pk}/report/"
        assert login(amina).post(url, {"reason": "because"}).status_code == 200
        assert not Report.objects.exists()


@pytest.fixture
def reported(amina, omar, talk):
    """Amina has reported a message of Omar's."""
    number = post_message(room=talk.room, person=omar, text="Buy my product", client_id="1").number
    return Report.objects.create(
        reporter=amina, subject=omar, source="message", ref=str(talk.pk), number=number, reason="advertising",
        snapshot={"text": "Buy my product", "seen": {"name": "Omar Haddad"}},
    )  # fmt: skip


class TestModeration:
    @pytest.mark.parametrize("who", ["participant", "trainer", "coordinator", "reviewer", "editor", "auditor"])
    def test_administrators_and_data_protection_officers_only(self, who, make_person, reported, login):
        person = make_person("x@example.org", role=None if who == "participant" else who)
        for path in ("", f"{reported.pk}/", "999/"):
            assert login(person).get(f"/en/officers/moderation/{path}").status_code == 403
        with pytest.raises(Refused) as refused:
            decide(report_id=reported.pk, outcome="nothing", actor=person)
        assert refused.value.code == "not_allowed"

    def test_the_queue_says_what_and_why_but_not_who(self, reported, officer, login):
        page = login(officer).get("/en/officers/moderation/").text
        assert "Message in a conversation" in page
        assert "Advertising or sales" in page
        assert "Omar" not in page
        assert "Amina" not in page

    def test_no_action(self, reported, admin, omar, amina):
        decide(report_id=reported.pk, outcome=Outcome.NOTHING, note="A joke", actor=admin)
        assert not Notice.objects.filter(person=omar, kind="officers_reminder").exists()
        assert Notice.objects.filter(person=amina, kind="officers_report_closed").count() == 1

    def test_a_reminder(self, reported, officer, omar):
        decide(report_id=reported.pk, outcome=Outcome.WARN, actor=officer)
        assert Notice.objects.filter(person=omar, kind="officers_reminder").count() == 1

    def test_the_message_goes_and_the_two_see_that_it_went(self, reported, admin, amina, talk, login):
        decide(report_id=reported.pk, outcome=Outcome.REMOVE_MESSAGE, actor=admin)
        page = login(amina).get(f"/en/officers/conversations/{talk.pk}/").text
        assert "Buy my product" not in page
        assert "A message was removed after a report." in page
        assert RoomEvent.objects.get(number=reported.number).state == "hidden"

    def test_the_profile_is_hidden_until_it_is_let_back(self, reported, admin, omar, amina, login):
        decide(report_id=reported.pk, outcome=Outcome.HIDE_PROFILE, actor=admin)
        assert find(amina, Filters()).total == 0
        assert "The moderators have hidden your profile." in login(omar).get("/en/officers/me/").text
        profile = OfficerProfile.objects.get(person=omar)
        login(admin).post(f"/en/officers/moderation/hidden/{profile.pk}/")
        profile.refresh_from_db()
        assert profile.held_at is None
        assert not profile.is_on

    def test_an_account_is_closed_at_once_and_given_back_by_reviewers(self, reported, officer, omar, login):
        phone = login(omar)
        membership = begin_membership(person=omar, origin="invitation", actor=omar)
        with pytest.raises(Refused) as refused:
            decide(report_id=reported.pk, outcome=Outcome.END_ACCESS, actor=officer)
        assert (refused.value.code, refused.value.field) == ("no_reason", "note")
        decide(report_id=reported.pk, outcome=Outcome.END_ACCESS, note="Sells, after two reminders", actor=officer)
        assert phone.get("/en/profile/").status_code == 302
        membership.refresh_from_db()
        assert (membership.state, membership.reason) == ("suspended", "Sells, after two reminders")
        assert OutsideMail.objects.get(kind="joining_suspended").address == omar.email
        restore(membership=membership, actor=officer)
        omar.refresh_from_db()
        assert omar.is_active
        assert OfficerProfile.objects.get(person=omar).held_at is not None

    def test_an_account_without_a_membership_is_closed_too(self, reported, officer, omar):
        decide(report_id=reported.pk, outcome=Outcome.END_ACCESS, note="Sells", actor=officer)
        omar.refresh_from_db()
        assert not omar.is_active
        assert OutsideMail.objects.filter(kind="joining_suspended").count() == 1

    def test_staff_are_not_closed_out_by_a_report(self, reported, officer, omar):
        RoleGrant.objects.create(person=omar, role="trainer")
        with pytest.raises(Refused) as refused:
            decide(report_id=reported.pk, outcome=Outcome.END_ACCESS, note="Sells", actor=officer)
        assert refused.value.code == "outcome"

    def test_every_decision_is_in_the_audit(self, reported, admin, omar):
        decide(report_id=reported.pk, outcome=Outcome.WARN, actor=admin)
        entry = AuditEntry.objects.get(verb="officers.decide_report")
        assert (entry.actor_id, entry.about_id) == (admin.pk, omar.pk)
        assert entry.changes["outcome"] == ["", "warn"]
        assert "product" not in str(entry.changes)

    def test_it_is_decided_once(self, reported, admin, officer):
        decide(report_id=reported.pk, outcome=Outcome.WARN, actor=admin)
        with pytest.raises(Refused) as refused:
            decide(report_id=reported.pk, outcome=Outcome.NOTHING, actor=officer)
        assert refused.value.code == "decided"
        decide(report_id=reported.pk, outcome=Outcome.WARN, actor=admin)
        assert Notice.objects.filter(kind="officers_reminder").count() == 1

    def test_nobody_decides_on_her_own_matter(self, reported, make_person):
        RoleGrant.objects.create(person=reported.subject, role="administrator")
        subject = Person.objects.get(pk=reported.subject_id)
        with pytest.raises(Refused) as refused:
            decide(report_id=reported.pk, outcome=Outcome.NOTHING, actor=subject)
        assert refused.value.code == "own"

    def test_the_form_decides(self, reported, admin, login):
        login(admin).post(f"/en/officers/moderation/{reported.pk}/", {"outcome": "warn", "note": "First time"})
        reported.refresh_from_db()
        assert (reported.outcome, reported.decision_note, reported.decided_by) == ("warn", "First time", admin)

    def test_the_administrators_home_says_that_one_waits(self, reported, admin, login):
        assert "1 report by a member waits for a decision." in login(admin).get("/en/").text

    @pytest.mark.parametrize("number", [1, 3])
    def test_as_many_queries_for_one_as_for_three(
        self, reported, admin, omar, amina, login, number, django_assert_num_queries
    ):
        for index in range(number - 1):
            Report.objects.create(reporter=amina, subject=omar, source="profile", ref=str(index), reason="other")
        client = login(admin)
        with django_assert_num_queries(6):
            client.get("/en/officers/moderation/")


class TestHarvesting:
    def test_so_many_profiles_a_day_and_no_more(self, omar, make_person, show, login, monkeypatch):
        monkeypatch.setattr(limits, "PROFILES_A_DAY", 3)
        client = login(omar)
        urls = []
        for number in range(4):
            person = make_person(f"p{number}@example.org")
            show(person)
            urls.append(url_of(person))
        assert [client.get(url).status_code for url in urls] == [200, 200, 200, 429]
        # Those opened today stay open, the one too many was not counted, and tomorrow is another day.
        assert [client.get(url).status_code for url in urls] == [200, 200, 200, 429]
        assert Opened.objects.count() == DailyUse.objects.get().profiles == 3
        day = DailyUse.objects.get().day
        DailyUse.objects.update(day=day.replace(year=day.year - 1))
        Opened.objects.update(day=day.replace(year=day.year - 1))
        assert client.get(urls[3]).status_code == 200
        assert forget_old() == 4

    def test_numbers_in_addresses_lead_nowhere(self, amina, omar, login):
        for number in range(5):
            assert login(omar).get(f"/en/officers/{number}/").status_code == 404


def test_what_is_held_about_a_person_is_declared_and_erased(amina, omar, talk, reported, login):
    assert {holding.model for holding in HOLDINGS} == {
        model._meta.label for model in apps.get_app_config("officers").get_models()
    } - {"officers.ListingTag"}
    login(amina).get(url_of(omar))
    block(person=omar, other=amina)
    for holding in HOLDINGS:
        rows = holding.rows(amina)
        for field in holding.fields:
            rows.values_list(field, flat=True).first()
        assert holding.erase is not None
        holding.erase(amina)
        assert not holding.rows(amina).exists()
    assert not Block.objects.exists()
    assert not RoomEvent.objects.exists()
    kept = Report.objects.get()
    assert kept.reporter is None
