"""How a membership ends: by her own word, by a reviewer's, by the clock; and what she can do afterwards."""

import datetime as dt

import pytest
from django.utils import timezone

from lms.audit import personal_values
from lms.audit.models import AuditEntry
from lms.joining.actions import memberships as membering
from lms.joining.actions import reminding
from lms.joining.links import make_link, token_of
from lms.joining.models import LinkKind, Membership
from lms.people.actions.grants import grant_role
from lms.people.models import Person, Role


@pytest.fixture
def member(make_person):
    person = make_person("member@example.org", country="SN")
    return membering.admit_invited(person=person)


def test_a_word_about_another_agency_is_no_membership_for_ever(member):
    membering.reconfirm(membership=member, serves=True, same_agency=False, new_agency="Gendarmerie")
    end = member.confirmed_until
    assert reminding.expire_memberships(end + dt.timedelta(days=30)) == 0
    assert reminding.expire_memberships(end + dt.timedelta(days=31)) == 1
    assert not Person.objects.get(pk=member.person_id).is_active
    assert Membership.objects.get(pk=member.pk).new_agency == "Gendarmerie", "the reviewer still sees it"


@pytest.mark.parametrize("ran_out", [False, True])
def test_staff_who_have_left_keep_neither_log_in_nor_roles(make_person, client, post, ran_out):
    trainer = make_person("t@example.org", country="SN", role=Role.TRAINER)
    grant_role(person=trainer, role=Role.MEMBER, country=None, actor=trainer)
    membership = membering.admit_invited(person=trainer)
    if ran_out:
        Membership.objects.update(confirmed_until=timezone.now().date() - dt.timedelta(days=1))
        reminding.expire_memberships()
        letter = post.collect()["t@example.org"]
        assert Person.objects.get(pk=trainer.pk).is_active
        assert "You still log in for your work here" in " ".join(letter.body.split())
        link = post.link(letter)
    else:
        link = f"/en/join/reconfirm/{token_of(make_link(LinkKind.RECONFIRM, membership=membership))}/"
    client.post(link, {"serves": "no"})
    person = Person.objects.get(pk=trainer.pk)
    assert not person.is_active
    assert [grant.role for grant in person.grants.all()] == ["member"]
    assert "and with it your access" in " ".join(post.collect()["t@example.org"].body.split())
    assert AuditEntry.objects.filter(verb="people.revoke_role", about=person, actor=person).exists()


def test_the_only_administrator_is_told_to_appoint_somebody_first(make_person, login):
    admin = make_person("admin@example.org", country="SN", role=Role.ADMINISTRATOR)
    membering.admit_invited(person=admin)
    page = login(admin).post("/en/membership/", {"serves": "no"}, follow=True).content.decode()
    assert "This is the last administrator" in page
    assert Person.objects.get(pk=admin.pk).is_active
    other = make_person("other@example.org", country="SN", role=Role.ADMINISTRATOR)
    login(admin).post("/en/membership/", {"serves": "no"})
    assert not Person.objects.get(pk=admin.pk).is_active
    assert Person.objects.get(pk=other.pk).has_role(Role.ADMINISTRATOR)


def test_the_reason_of_a_suspension_stands_closed_in_the_audit(member, reviewer):
    membering.suspend(membership=member, reason="under inquiry", actor=reviewer)
    entry = AuditEntry.objects.get(verb="joining.suspend_membership")
    assert "inquiry" not in str(entry.changes)
    assert personal_values.read([entry])[entry.pk] == {"reason": [None, "under inquiry"]}
