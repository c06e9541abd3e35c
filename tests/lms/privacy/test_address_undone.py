"""This was not me: the old address comes back for good, whatever the thief does with the links that came to her."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.utils import timezone

from lms.common.errors import Refused
from lms.joining import links
from lms.joining.actions.memberships import begin_membership
from lms.joining.actions.reminding import remind_members
from lms.joining.models import LinkKind, Membership
from lms.joining.models.membership import Origin
from lms.notices.actions import send_due, send_outside
from lms.notices.models import Notice
from lms.privacy.actions import address
from lms.privacy.links import UNDO, token_of
from lms.privacy.models import AddressChange
from lms.privacy.personal import CHANGE_DAYS


@pytest.fixture
def moved(participant):
    """``moved("thief@example.org")``: her address is that one now; the change that did it."""

    def move(email: str) -> AddressChange:
        participant.refresh_from_db()
        change = address.ask_for_change(person=participant, email=email)
        address.confirm_change(change=change)
        change.refresh_from_db()
        return change

    return move


@pytest.fixture
def passkey(participant):
    """``passkey(days=3)``: a passkey that she, or whoever has her account, added so many days ago."""

    def add(days: float) -> Authenticator:
        since = timezone.now() - dt.timedelta(days=days)
        return Authenticator.objects.create(
            user=participant, type=Authenticator.Type.WEBAUTHN, data={"name": "key"}, created_at=since
        )

    return add


def test_the_thief_cannot_undo_what_the_owner_undid(participant, moved, passkey, client):
    first = moved("thief@example.org")
    second = moved("other.thief@example.org")
    address.undo_change(change=first)
    her_new_key = passkey(0)
    assert client.post(f"/en/my-data/email/not-me/{token_of(second.uid, UNDO)}/").status_code == 404
    with pytest.raises(Refused):
        address.undo_change(change=second)
    participant.refresh_from_db()
    assert participant.email == "amina@example.org"
    assert Authenticator.objects.filter(pk=her_new_key.pk).exists()


def test_a_change_that_was_made_before_may_still_be_taken_back(participant, moved):
    first = moved("amina.new@example.org")
    second = moved("thief@example.org")
    address.undo_change(change=second)
    participant.refresh_from_db()
    assert participant.email == "amina.new@example.org"
    address.undo_change(change=first)
    participant.refresh_from_db()
    assert participant.email == "amina@example.org"


def test_what_the_thief_added_before_asking_goes_too_and_an_old_passkey_stays(moved, passkey):
    thiefs, hers = passkey(2), passkey(CHANGE_DAYS + 2)
    address.undo_change(change=moved("thief@example.org"))
    assert list(Authenticator.objects.all()) == [hers]
    assert thiefs.pk != hers.pk


def test_recovery_codes_do_not_stay_alone(participant, moved, passkey):
    codes = {"user": participant, "type": Authenticator.Type.RECOVERY_CODES, "data": {}}
    Authenticator.objects.create(**codes, created_at=timezone.now() - dt.timedelta(days=90))
    passkey(1)
    address.undo_change(change=moved("thief@example.org"))
    assert not Authenticator.objects.exists()


def test_the_mail_says_what_goes(moved):
    moved("thief@example.org")
    send_outside()
    told = next(one for one in mail.outbox if one.to == ["amina@example.org"])
    assert "Passkeys and authenticator apps added in the last 30 days are removed" in told.body


def test_an_address_taken_meanwhile_closes_the_account_and_says_so(participant, moved, make_person, client, login):
    change = moved("thief@example.org")
    make_person("amina@example.org", country="BH")
    thief = login(participant)
    answer = client.post(f"/en/my-data/email/not-me/{token_of(change.uid, UNDO)}/")
    assert answer.status_code == 200
    assert "belongs to another account" in answer.content.decode()
    participant.refresh_from_db()
    assert participant.email == "thief@example.org"
    # Whoever holds that address could else choose a new password there.
    assert not participant.is_active
    assert not participant.has_usable_password()
    assert thief.get("/en/my-data/").status_code == 302


def test_the_old_mailbox_can_no_longer_end_the_membership(participant, moved, client):
    begin_membership(person=participant, origin=Origin.INVITATION, actor=None)
    soon = timezone.now().date() + dt.timedelta(days=20)
    Membership.objects.update(confirmed_until=soon)
    assert remind_members() == 1
    send_due()
    link = re.search(r"http://[^/\s]+(/\S+)", mail.outbox[-1].body).group(1)
    assert client.get(link).status_code == 200
    moved("amina.new@example.org")
    assert client.get(link).status_code == 410
    # She is asked at the new address instead, once.
    assert remind_members() == 1
    assert remind_members() == 0
    assert Notice.objects.filter(person=participant, kind="joining_reconfirm").count() == 2
    assert links.Link.objects.filter(kind=LinkKind.RECONFIRM, revoked_at=None).count() == 1


def test_asked_for_the_last_time_she_is_asked_once_more_only(participant, moved):
    begin_membership(person=participant, origin=Origin.INVITATION, actor=None)
    soon = timezone.now().date() + dt.timedelta(days=5)
    Membership.objects.update(confirmed_until=soon, reminded=7)
    moved("amina.new@example.org")
    assert remind_members() == 1
    assert remind_members() == 0


def test_two_links_at_the_same_moment_leave_the_owner_her_address(participant, moved, together):
    for _round in range(3):
        first, second = moved("thief@example.org"), moved("other.thief@example.org")
        together(lambda: address.undo_change(change=second), lambda: address.undo_change(change=first))  # noqa: B023
        participant.refresh_from_db()
        assert participant.email == "amina@example.org"
        AddressChange.objects.all().delete()


def test_confirming_and_taking_back_at_the_same_moment(participant, moved, together):
    for _round in range(3):
        first = moved("thief@example.org")
        participant.refresh_from_db()
        second = address.ask_for_change(person=participant, email="other.thief@example.org")
        together(lambda: address.confirm_change(change=second), lambda: address.undo_change(change=first))  # noqa: B023
        participant.refresh_from_db()
        assert participant.email == "amina@example.org"
        AddressChange.objects.all().delete()
