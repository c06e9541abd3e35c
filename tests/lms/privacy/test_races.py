"""Two who reach for the same person at once. The database is the one of ``DATABASE_URL``."""

from __future__ import annotations

import contextlib
from threading import Barrier, BrokenBarrierError

import pytest

from lms.joining.actions import memberships
from lms.joining.models import Membership
from lms.joining.models.membership import Origin
from lms.people.actions import accounts
from lms.people.models import Person
from lms.people.personal import is_erased
from lms.privacy import actions
from lms.privacy.actions import address, erase
from lms.privacy.models import AddressChange


@pytest.fixture
def meet(monkeypatch):
    """``meet(module, name)`` twice: whoever comes to the one waits a moment for whoever comes to the other.

    Where both hold a row that the other needs next, none can go on. One who is waited for behind a lock does not come.
    """
    both = Barrier(2)

    def before(module, name):
        then = getattr(module, name)

        def wait(*args, **given):
            with contextlib.suppress(BrokenBarrierError):
                both.wait(timeout=1)
            return then(*args, **given)

        monkeypatch.setattr(module, name, wait)

    return before


@pytest.fixture
def membership(participant):
    return memberships.begin_membership(person=participant, origin=Origin.INVITATION, actor=None)


@pytest.fixture
def change(participant, membership):
    return address.ask_for_change(person=participant, email="amina.new@example.org")


def test_her_address_changes_while_her_membership_is_suspended(together, meet, change, membership, make_person):
    reviewer = make_person("rev@example.org", country=None, role="reviewer")
    meet(address, "_put")
    meet(memberships, "end_access")
    together(
        lambda: address.confirm_change(change=change),
        lambda: memberships.suspend(membership=membership, reason="looked into", actor=reviewer),
    )
    person = Person.objects.get(pk=membership.person_id)
    assert not person.is_active
    assert Membership.objects.get(pk=membership.pk).state == "suspended"
    assert person.email in {"amina@example.org", "amina.new@example.org"}


def test_it_is_taken_back_while_her_membership_is_suspended(together, meet, change, membership, make_person):
    reviewer = make_person("rev@example.org", country=None, role="reviewer")
    address.confirm_change(change=change)
    meet(address, "_put")
    meet(memberships, "end_access")
    together(
        lambda: address.undo_change(change=AddressChange.objects.get(pk=change.pk)),
        lambda: memberships.suspend(membership=membership, reason="looked into", actor=reviewer),
    )
    assert not Person.objects.get(pk=membership.person_id).is_active
    assert Membership.objects.get(pk=membership.pk).state == "suspended"


def test_an_account_is_closed_while_it_is_erased(together, meet, participant, administrator):
    meet(erase, "leave_an_administrator")
    meet(accounts, "end_access")
    together(
        lambda: actions.erase_person(person=participant, actor=None),
        lambda: accounts.close_account(person=participant, reason="left", actor=administrator),
    )
    assert is_erased(Person.objects.get(pk=participant.pk))
