"""The story: an officer asks to join, and becomes a member."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from lms.audit.models import AuditEntry
from lms.common.languages import CODES
from lms.joining.actions.reminding import remind_supervisors
from lms.joining.checks import checklist
from lms.joining.models import Application, Membership, MembershipState, State, SupervisorRequest
from lms.joining.vouching import mark_of
from lms.people.actions.agree import publish_agreement
from lms.people.agreements import in_force
from lms.people.models import Person
from tests.lms.joining.conftest import STEPS, fill_in


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_from_the_door_to_the_first_log_in(client, post, door, login, reviewer, senegal_list, language):
    applicant, answer = door("Awa@police.example.sn", language)
    assert answer["Location"].endswith(f"/{language}/join/sent/")
    mails = post.collect()
    confirm = post.link(mails["awa@police.example.sn"])
    assert confirm.startswith(f"/{language}/")

    # A scanner that opens every link of a mail changes nothing.
    assert applicant.get(confirm).status_code == 200
    assert Application.objects.get().state == State.EMAIL_TO_CONFIRM
    assert applicant.post(confirm)["Location"].endswith("/join/form/")
    assert Application.objects.get().state == State.DRAFT
    assert applicant.post(confirm).status_code == 410

    post.collect()
    steps = {**STEPS, "you": {**STEPS["you"], "language": language}}
    assert fill_in(applicant, language, steps)["Location"].endswith("/join/check/")
    draft = Application.objects.get()
    assert "44 812" not in draft.service_number_sealed
    assert "SN-44 812" in applicant.get(f"/{language}/join/check/").content.decode()
    assert applicant.post(f"/{language}/join/check/")["Location"].endswith("/join/status/")
    assert Application.objects.get().state == State.SUBMITTED
    status = post.link(post.collect()["awa@police.example.sn"])
    assert client.get(status).status_code == 200

    desk = login(reviewer)
    assert "police.example.sn" in desk.get("/en/applications/").content.decode()
    page = f"/en/applications/{draft.uid}/"
    assert "Awa" in desk.get(page).content.decode()
    desk.post(page, {"verb": "take_up"})
    desk.post(page, {"verb": "ask_supervisor"})
    desk.post(page, {"verb": "approve", "approve-note": ""})
    assert not Person.objects.filter(email="awa@police.example.sn").exists(), "nobody has confirmed her post"

    letter = post.collect()["c.fall@police.example.sn"]
    question = post.link(letter)
    shown = client.get(question).content.decode()
    assert "Brigade des mineurs" in shown
    assert "SN-44 812" not in shown
    assert "Apprendre" not in shown
    assert client.post(question, {"answer": "yes", "note": "Bonne recrue"}).status_code == 200
    assert client.post(question, {"answer": "no", "note": ""}).status_code == 410

    desk.post(page, {"verb": "approve", "approve-note": ""})
    person = Person.objects.get(email="awa@police.example.sn")
    assert person.country_id == "SN"
    assert person.agency.name == "Police nationale du Sénégal"
    assert person.language == language
    assert Membership.objects.get(person=person).state == MembershipState.ACTIVE
    assert Application.objects.get().state == State.APPROVED

    welcome = post.link(post.collect()["awa@police.example.sn"])
    assert welcome.startswith(f"/{language}/")
    assert applicant.get(welcome).status_code == 200
    answer = applicant.post(welcome, {"password": "quatre mots que personne ne devine"})
    assert answer.status_code == 302
    assert applicant.get(f"/{language}/").context["user"] == person
    assert applicant.post(welcome, {"password": "quatre autres mots encore"}).status_code == 410


def test_what_was_entered_is_kept_though_something_is_wrong(post, door):
    applicant, _answer = door("awa@police.example.sn")
    applicant.post(post.link(post.collect()["awa@police.example.sn"]))
    answer = applicant.post("/en/join/form/you/", {**STEPS["you"], "family_name": ""})
    assert answer.status_code == 200
    assert "family_name" in answer.context["form"].errors
    assert Application.objects.get().city == "Dakar"


def test_every_step_shows_what_was_entered(post, door):
    """Also the fields that the form declares itself."""
    applicant, _answer = door("awa@police.example.sn")
    applicant.post(post.link(post.collect()["awa@police.example.sn"]))
    fill_in(applicant, "en")
    for step, values in STEPS.items():
        form = applicant.get(f"/en/join/form/{step}/").context["form"]
        shown = {name: form[name].value() for name in values}
        assert {name: str(value) for name, value in shown.items()} == {
            name: str(True if value == "on" else value) for name, value in values.items()
        }, step


def test_a_script_saves_while_she_writes(post, door):
    applicant, _answer = door("awa@police.example.sn")
    applicant.post(post.link(post.collect()["awa@police.example.sn"]))
    answer = applicant.post("/en/join/form/purpose/", {"purpose": "Half a sen"}, headers={"Draft": "save"})
    assert answer.status_code == 204
    assert Application.objects.get().purpose == "Half a sen"


def test_free_mail_for_the_supervisor_is_turned_away(post, door):
    applicant, _answer = door("awa@police.example.sn")
    applicant.post(post.link(post.collect()["awa@police.example.sn"]))
    wrong = {**STEPS["supervisor"], "supervisor_email": "boss@gmail.com"}
    answer = applicant.post("/en/join/form/supervisor/", wrong)
    assert "Free mail cannot be checked" in answer.content.decode()


def test_free_webmail_needs_an_explanation_and_marks_the_application(post, door):
    applicant, _answer = door("awa@gmail.com")
    applicant.post(post.link(post.collect()["awa@gmail.com"]))
    assert Application.objects.get().is_webmail
    assert applicant.post("/en/join/form/you/", STEPS["you"]).status_code == 200
    explained = {**STEPS["you"], "webmail_reason": "Our ministry gives addresses to chiefs only."}
    assert applicant.post("/en/join/form/you/", explained).status_code == 302


def test_nothing_is_sent_while_something_is_missing(post, door):
    applicant, _answer = door("awa@police.example.sn")
    applicant.post(post.link(post.collect()["awa@police.example.sn"]))
    fill_in(applicant, "en", {k: v for k, v in STEPS.items() if k != "purpose"})
    applicant.post("/en/join/check/")
    assert Application.objects.get().state == State.DRAFT


def test_the_link_of_the_mail_opens_the_draft_on_another_device(client, post, door):
    applicant, _answer = door("awa@police.example.sn")
    applicant.post(post.link(post.collect()["awa@police.example.sn"]))
    later = post.link(post.collect()["awa@police.example.sn"])
    assert client.get("/fr/join/form/you/")["Location"].endswith("/join/")
    client.post(later, {"verb": "continue"})
    assert client.get("/fr/join/form/you/").status_code == 200
    client.post("/fr/join/leave/")
    assert client.get("/fr/join/form/you/").status_code == 302


def test_a_version_that_came_out_meanwhile_leads_back_to_the_declarations(post, door, reviewer):
    applicant, _answer = door("awa@police.example.sn")
    applicant.post(post.link(post.collect()["awa@police.example.sn"]))
    fill_in(applicant, "en")
    row = Application.objects.get()
    assert (set(row.agreements), row.agreements_language) == ({one.pk for one in in_force()}, "en")
    newer = publish_agreement(kind="terms", version="2.0", texts=dict.fromkeys(CODES, "New."), actor=reviewer)
    answer = applicant.post("/en/join/check/", follow=True)
    assert answer.redirect_chain[-1][0] == "/en/join/form/declarations/"
    page = answer.content.decode()
    assert "The agreements have a new version" in page
    assert "/en/agreements/terms/2.0/" in page
    assert not answer.context["form"]["accepts_terms"].value(), "that was another text"
    ticked = STEPS["declarations"]
    applicant.post("/en/join/form/declarations/", {**ticked, "shown": ",".join(map(str, row.agreements))})
    assert newer.pk not in Application.objects.get().agreements, "a page that was open before has not shown it"
    applicant.post("/en/join/form/declarations/", {**ticked, "shown": answer.context["form"]["shown"].value()})
    applicant.post("/en/join/check/")
    assert Application.objects.get().state == State.SUBMITTED


@pytest.fixture
def asked(client, post, make_application, login, reviewer):
    """An application in review, what its reviewer presses, and what its applicant does when she is asked."""

    class Asked:
        application = make_application()
        desk = login(reviewer)
        page = f"/en/applications/{application.uid}/"

        def press(self, verb, **given):
            self.desk.post(self.page, {"verb": verb, **given})

        def shown(self):
            return self.desk.get(self.page).content.decode()

        def begin(self, *verbs):
            for verb in ("take_up", *verbs):
                self.press(verb)

        def question(self):
            self.press("ask_information", **{"ask_information-question": "Which unit exactly?"})
            self.own = post.link(post.collect()[self.application.email])
            client.post(self.own, {"verb": "continue"})

        def change(self, **values):
            for step in ("you", "post", "supervisor"):
                form = client.get(f"/en/join/form/{step}/").context["form"]
                kept = {name: form[name].value() or "" for name in form.fields}
                client.post(f"/en/join/form/{step}/", {**kept, **{k: v for k, v in values.items() if k in kept}})

        def answer(self):
            client.post(self.own, {"verb": "answer", "answer": "The second one"})

        @property
        def row(self):
            return Application.objects.get(pk=self.application.pk)

    return Asked()


def test_she_answers_a_question_and_may_change_what_she_entered(client, asked):
    asked.begin()
    asked.question()
    assert asked.row.state == State.INFORMATION_REQUESTED
    assert "Which unit exactly?" in client.get(asked.own).content.decode()
    asked.change(unit="Second brigade", city="Thiès")
    asked.answer()
    assert (asked.row.state, asked.row.unit, asked.row.city) == (State.IN_REVIEW, "Second brigade", "Thiès")
    assert "The second one" in asked.shown()
    assert "others were asked" not in asked.shown(), "nobody has vouched for anything yet"


def test_a_yes_counts_for_what_the_supervisor_read_and_for_nothing_else(client, post, asked):
    asked.begin("ask_supervisor")
    client.post(post.link(post.collect()["c.fall@police.example.sn"]), {"answer": "yes"})
    asked.question()
    asked.change(given_name="Somebody", family_name="Else")
    asked.answer()
    shown = asked.shown()
    assert "Changed since: Given name and Family name" in shown
    assert "The applicant changed what others were asked to confirm" in shown
    entry = AuditEntry.objects.get(verb="joining.change_vouched")
    assert entry.changes == {"fields": [None, ["given_name", "family_name"]]}
    asked.press("approve", **{"approve-note": ""})
    assert asked.row.state == State.IN_REVIEW
    asked.press("ask_supervisor")
    client.post(post.link(post.collect()["c.fall@police.example.sn"]), {"answer": "yes"})
    assert "Changed since" not in asked.shown()
    asked.press("approve", **{"approve-note": ""})
    assert asked.row.state == State.APPROVED


def test_the_supervisors_link_never_goes_to_another_address(client, post, asked):
    """She lets the real one be asked, and names herself before the reminder leaves."""
    asked.begin("ask_supervisor")
    real = post.link(post.collect()["c.fall@police.example.sn"])
    asked.question()
    asked.change(supervisor_email="mine@elsewhere.example")
    late = timezone.now() - dt.timedelta(days=9)
    SupervisorRequest.objects.update(asked_at=late)
    assert remind_supervisors() == 0
    assert client.get(real).status_code == 410, "what it asks is not what stands there"
    assert client.post(real, {"answer": "yes"}).status_code == 410
    asked.change(supervisor_email="c.fall@police.example.sn")
    assert client.get(real).status_code == 200
    SupervisorRequest.objects.update(address="where.it.went@police.example.sn")
    assert remind_supervisors() == 1
    assert list(post.collect()) == ["where.it.went@police.example.sn"]
    asked.change(supervisor_email="mine@elsewhere.example")
    asked.answer()
    asked.question()
    asked.change(supervisor_email="c.fall@police.example.sn")
    asked.answer()
    assert client.get(real).status_code == 410, "taken back when she had answered"


def test_a_no_stays_a_no_whatever_she_changes(client, post, asked):
    asked.begin("ask_supervisor")
    client.post(post.link(post.collect()["c.fall@police.example.sn"]), {"answer": "no"})
    asked.question()
    asked.change(unit="Another")
    asked.answer()
    assert "Does not confirm" in asked.shown()
    assert not checklist(asked.row).may_be_approved


def test_an_opinion_counts_for_what_the_focal_point_read(asked, make_person, login):
    focal = login(make_person("focal@example.org", country="SN", role="coordinator", role_country="SN"))
    opinion = f"/en/applications/{asked.application.uid}/opinion/"
    asked.begin("ask_opinion")
    seen = focal.get(opinion).context["form"]["seen"].value()
    asked.question()
    asked.change(unit="Another")
    answer = focal.post(opinion, {"opinion": "supports", "note": "I trained with her.", "seen": seen})
    assert asked.row.opinion.given_at is None, "she had read something else"
    # What stands there now, and what she had written.
    assert "The applicant changed an answer while you were reading." in answer.text
    assert "<bdi>Another</bdi>" in answer.text
    form = answer.context["form"]
    assert [form[name].value() for name in ("opinion", "note")] == ["supports", "I trained with her."]
    assert form["seen"].value() == mark_of(asked.row) != seen
    asked.change(unit="Brigade")
    focal.post(opinion, {"opinion": "supports", "seen": seen})
    asked.answer()
    assert checklist(asked.row).may_be_approved
    asked.question()
    asked.change(unit="Another")
    asked.answer()
    assert "Changed since: Unit" in asked.shown()
    assert not checklist(asked.row).may_be_approved
    asked.press("ask_opinion")
    assert asked.row.opinion.given_at is None
    focal.post(opinion, {"opinion": "supports", "seen": focal.get(opinion).context["form"]["seen"].value()})
    assert checklist(asked.row).may_be_approved


def test_she_withdraws_and_the_supervisors_link_ends(client, post, make_application, login, reviewer):
    application = make_application()
    desk = login(reviewer)
    page = f"/en/applications/{application.uid}/"
    desk.post(page, {"verb": "take_up"})
    desk.post(page, {"verb": "ask_supervisor"})
    question = post.link(post.collect()["c.fall@police.example.sn"])
    desk.post(page, {"verb": "ask_information", "ask_information-question": "Still there?"})
    own = post.link(post.collect()[application.email])
    client.post(own, {"verb": "withdraw"})
    application.refresh_from_db()
    assert application.state == State.WITHDRAWN
    assert client.post(question, {"answer": "yes"}).status_code == 410


def test_no_mail_keeps_an_address_after_it_left(post, door):
    door("awa@police.example.sn")
    post.collect()
    assert len(mail.outbox) == 1
    from lms.joining.models import Knock
    from lms.notices.models import OutsideMail

    assert list(OutsideMail.objects.values_list("address", "context")) == [("", {})]
    assert Knock.objects.get().email == ""
