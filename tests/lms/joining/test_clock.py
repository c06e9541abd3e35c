"""What the clock does: each reminder once, nothing before its time."""

import datetime as dt

import pytest
from django.utils import timezone

from lms.common.errors import Refused
from lms.joining.actions import decide, reminding
from lms.joining.actions import memberships as membering
from lms.joining.actions import review as reviewing
from lms.joining.links import make_link, token_of
from lms.joining.models import Application, Link, LinkKind, Membership, MembershipState, State
from lms.joining.workdays import moment_before
from lms.notices.models import OutsideMail
from lms.people.actions.accounts import close_account, reopen_account
from lms.people.models import Agency, Person, Role


def monday():
    """The next Monday, so that weekends fall where they fall."""
    now = timezone.now()
    return now + dt.timedelta(days=7 - now.weekday())


def test_the_applicant_is_reminded_after_three_and_seven_working_days(
    make_application, reviewer, second_reviewer, post
):
    application = make_application(state=State.IN_REVIEW)
    reviewing.ask_information(application=application, question="?", actor=reviewer)
    post.collect()
    now = monday()
    sent = []
    for days in (2, 3, 3, 6, 7, 7, 12):
        Application.objects.filter(pk=application.pk).update(asked_at=moment_before(now, days))
        sent.append(reminding.remind_applicants(now))
    assert sent == [0, 1, 0, 0, 1, 0, 0]
    Application.objects.filter(pk=application.pk).update(asked_at=moment_before(timezone.now(), 12))
    decide.decline(application=application, code="incomplete", note="no word", actor=reviewer)
    decide.confirm_decision(application=application, actor=second_reviewer)
    application.refresh_from_db()
    assert application.state == State.DECLINED


def test_the_supervisor_is_reminded_once(make_application, reviewer, post):
    application = make_application(state=State.IN_REVIEW)
    request = reviewing.ask_supervisor(application=application, actor=reviewer)
    post.collect()
    assert reminding.remind_supervisors() == 0
    request.asked_at = moment_before(timezone.now(), 4)
    request.save()
    assert [reminding.remind_supervisors(), reminding.remind_supervisors()] == [1, 0]
    assert set(post.collect()) == {"c.fall@police.example.sn"}
    assert OutsideMail.objects.filter(kind="joining_supervisor_reminder").count() == 1


def test_a_supervisor_whose_link_was_taken_back_is_left_alone(client, make_application, reviewer, post):
    application = make_application(state=State.IN_REVIEW)
    request = reviewing.ask_supervisor(application=application, actor=reviewer)
    link = post.link(post.collect()["c.fall@police.example.sn"])
    reviewing.revoke_supervisor(application=application, actor=reviewer)
    request.refresh_from_db()
    request.asked_at = moment_before(timezone.now(), 9)
    request.save()
    assert reminding.remind_supervisors() == 0
    assert client.get(link).status_code == 410
    # And she can be asked again, at the right address.
    reviewing.ask_supervisor(application=application, actor=reviewer)


def test_a_draft_is_warned_of_and_then_deleted(make_application, post):
    draft = make_application(state=State.DRAFT, submitted_at=None)
    now = timezone.now()
    assert reminding.tidy_drafts(now + dt.timedelta(days=22)) == (0, 0)
    assert reminding.tidy_drafts(now + dt.timedelta(days=24)) == (1, 0)
    assert reminding.tidy_drafts(now + dt.timedelta(days=24)) == (0, 0)
    assert draft.email in post.collect()
    assert reminding.tidy_drafts(now + dt.timedelta(days=29)) == (0, 0)
    assert reminding.tidy_drafts(now + dt.timedelta(days=32)) == (0, 1)
    assert not Link.objects.exists()


def test_an_address_that_nobody_confirmed_goes_after_two_days(make_application):
    make_application(state=State.EMAIL_TO_CONFIRM, email_confirmed_at=None, submitted_at=None)
    assert reminding.tidy_drafts(timezone.now() + dt.timedelta(days=1)) == (0, 0)
    assert reminding.tidy_drafts(timezone.now() + dt.timedelta(days=3)) == (0, 1)


@pytest.fixture
def member(make_person):
    person = make_person("member@example.org", country="SN")
    return membering.admit_invited(person=person)


def test_members_are_asked_thirty_and_seven_days_before(member):
    until = member.confirmed_until
    asked = [reminding.remind_members(until - dt.timedelta(days=days)) for days in (31, 30, 20, 7, 7, 1)]
    assert asked == [0, 1, 0, 1, 0, 0]


def test_she_confirms_by_the_mail_and_has_another_year(client, member, post):
    Membership.objects.update(confirmed_until=timezone.now().date() + dt.timedelta(days=5))
    reminding.remind_members()
    link = post.link(post.collect()["member@example.org"])
    assert client.get(link).status_code == 200
    member.refresh_from_db()
    assert member.days_left() == 5, "looking changes nothing"
    client.post(link, {"serves": "yes", "same_agency": "yes"})
    member.refresh_from_db()
    assert member.days_left() == 365
    assert client.get(link).status_code == 410


def test_without_an_answer_access_ends_and_there_is_a_way_back(client, login, member, post, reviewer):
    signed_in = login(member.person)
    assert signed_in.get("/en/profile/").status_code == 200
    Membership.objects.update(confirmed_until=timezone.now().date() - dt.timedelta(days=1))
    assert [reminding.expire_memberships(), reminding.expire_memberships()] == [1, 0]
    assert signed_in.get("/en/profile/").status_code == 302
    link = post.link(post.collect()["member@example.org"])
    answer = client.post(link, {"serves": "yes", "same_agency": "yes"})
    assert "A reviewer looks at it" in answer.content.decode()
    assert not Person.objects.get(pk=member.person_id).is_active
    desk = login(reviewer)
    assert "1 member asks to go on" in desk.get("/en/").content.decode()
    desk.post(f"/en/memberships/{member.pk}/", {"verb": "accept"})
    assert Person.objects.get(pk=member.person_id).is_active
    assert "member@example.org" in post.collect()


def test_another_agency_is_looked_at_and_does_not_run_out_meanwhile(client, member, post, reviewer, login):
    Membership.objects.update(confirmed_until=timezone.now().date() + dt.timedelta(days=5))
    reminding.remind_members()
    link = post.link(post.collect()["member@example.org"])
    assert client.post(link, {"serves": "yes", "same_agency": "no"}).context["form"].errors
    client.post(link, {"serves": "yes", "same_agency": "no", "new_agency": "Gendarmerie"})
    assert reminding.expire_memberships(timezone.now().date() + dt.timedelta(days=6)) == 0
    desk = login(reviewer)
    assert "Gendarmerie" in desk.get(f"/en/memberships/{member.pk}/").content.decode()
    desk.post(f"/en/memberships/{member.pk}/", {"verb": "accept"})
    member.refresh_from_db()
    assert (member.days_left(), member.asks_since, member.new_agency) == (365, None, "")
    person = Person.objects.get(pk=member.person_id)
    assert (person.agency.name, person.agency.country_id) == ("Gendarmerie", "SN")


def test_an_agency_that_is_known_is_not_made_again(member, reviewer):
    known = Agency.objects.create(country_id="SN", name="Gendarmerie Nationale", kind="gendarmerie")
    membering.reconfirm(membership=member, serves=True, same_agency=False, new_agency="gendarmerie nationale")
    membering.accept_new_agency(membership=member, actor=reviewer)
    assert Person.objects.get(pk=member.person_id).agency == known
    assert Agency.objects.filter(country="SN").count() == 1


def test_nobody_looks_at_her_own_membership(reviewer):
    own = membering.admit_invited(person=reviewer)
    membering.reconfirm(membership=own, serves=True, same_agency=False, new_agency="Gendarmerie")
    for act in (
        lambda: membering.accept_new_agency(membership=own, actor=reviewer),
        lambda: membering.restore(membership=own, actor=reviewer),
        lambda: membering.suspend(membership=own, reason="x", actor=reviewer),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "own_case"


def test_who_has_left_loses_access_at_once(member, login):
    login(member.person).post("/en/membership/", {"serves": "no"})
    member.refresh_from_db()
    assert member.state == MembershipState.EXPIRED
    assert not Person.objects.get(pk=member.person_id).is_active


def test_suspension_closes_every_door_and_says_nothing_of_the_reason(member, login, reviewer, post):
    signed_in = login(member.person)
    desk = login(reviewer)
    assert desk.post(f"/en/memberships/{member.pk}/", {"verb": "suspend", "reason": ""}).status_code == 200
    desk.post(f"/en/memberships/{member.pk}/", {"verb": "suspend", "reason": "under inquiry"})
    assert signed_in.get("/en/profile/").status_code == 302
    letter = post.collect()["member@example.org"]
    assert "inquiry" not in letter.body + letter.subject
    with pytest.raises(Refused):
        membering.reconfirm(membership=member, serves=True, same_agency=True)
    desk.post(f"/en/memberships/{member.pk}/", {"verb": "restore"})
    assert signed_in.get("/en/profile/").status_code in {200, 302}
    assert Person.objects.get(pk=member.person_id).is_active


def test_what_an_administrator_closed_only_an_administrator_opens(member, login, reviewer, make_person, post):
    administrator = make_person("ana@example.org", country=None, role=Role.ADMINISTRATOR)
    person = member.person
    close_account(person=person, reason="fraud", actor=administrator)
    membering.suspend(membership=member, reason="r", actor=reviewer)
    post.collect()
    desk, page = login(reviewer), f"/en/memberships/{member.pk}/"
    told = "The account was not closed by the membership. Only an administrator opens it again."
    shown = desk.get(page).text
    assert told in shown
    assert "can log in again at once" not in shown
    desk.post(page, {"verb": "restore"})
    member.refresh_from_db()
    person.refresh_from_db()
    assert (member.state, person.is_active, post.collect()) == (MembershipState.ACTIVE, False, {})
    assert told in desk.get(page).text
    # Nothing bolts the door any more: she may.
    assert reopen_account(person=person, actor=administrator)
    assert told not in desk.get(page).text
    membering.suspend(membership=member, reason="r", actor=reviewer)
    membering.restore(membership=member, actor=reviewer)
    person.refresh_from_db()
    assert person.is_active


def test_a_membership_follows_its_application(confirmed, reviewer):
    application = confirmed()
    decide.approve(application=application, actor=reviewer)
    application.refresh_from_db()
    membership = Membership.objects.get(person=application.person)
    membering.suspend(membership=membership, reason="r", actor=reviewer)
    application.refresh_from_db()
    assert application.state == State.SUSPENDED
    membering.restore(membership=membership, actor=reviewer)
    application.refresh_from_db()
    assert application.state == State.APPROVED


def test_saying_yes_to_an_invitation_makes_a_member(enrolment):
    from courses.actions.accept import accept_invitation

    accept_invitation(enrolment=enrolment)
    accept_invitation(enrolment=enrolment)
    assert Membership.objects.get(person=enrolment.person).origin == "invitation"


def test_what_is_long_over_is_tidied(make_application, door, post):
    door("awa@police.example.sn")
    post.collect()
    assert reminding.tidy_links(timezone.now() + dt.timedelta(days=400)) == 2


def test_a_suspended_member_finds_no_form_behind_an_old_link(client, member, reviewer):
    link = make_link(LinkKind.RECONFIRM, membership=member)
    membering.suspend(membership=member, reason="asked by her agency", actor=reviewer)
    page = client.get(f"/en/join/reconfirm/{token_of(link)}/").content.decode()
    assert "not open at the moment" in page
    assert "asked by her agency" not in page
    assert 'name="serves"' not in page
