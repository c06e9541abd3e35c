"""Two press at the same moment, on either database."""

from __future__ import annotations

import pytest

from lms.notices.models import Notice
from lms.officers import limits
from lms.officers.actions.contact import accept, ask_for_contact, withdraw
from lms.officers.actions.moderation import decide
from lms.officers.actions.safety import block
from lms.officers.limits import TooMuch, count_profile
from lms.officers.models import Block, ContactRequest, Conversation, DailyUse, Listing, Opened, Report
from lms.people.models import Person
from lms.rooms.actions import post_message
from lms.rooms.models import Room, RoomEvent

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_presses_on_yes_open_one_conversation(amina, omar, request_of, together):
    uid = request_of(amina, omar).pk
    first, second = together(*[lambda: accept(uid=uid, person=Person.objects.get(pk=omar.pk))] * 2)
    assert first == second
    assert Conversation.objects.count() == Room.objects.count() == 1
    assert Notice.objects.filter(kind="officers_accepted").count() == 1


def test_yes_and_withdrawal_at_once_leave_one_of_them(amina, omar, request_of, together):
    uid = request_of(amina, omar).pk
    together(lambda: accept(uid=uid, person=omar), lambda: withdraw(uid=uid, person=amina))
    state = ContactRequest.objects.get().state
    assert state in {"accepted", "withdrawn"}
    assert Conversation.objects.count() == (state == "accepted")


def test_two_who_ask_each_other_at_once_have_one_request(amina, omar, together):
    uids = {person.pk: Listing.objects.get(person=person).pk for person in (amina, omar)}
    answers = together(
        lambda: ask_for_contact(asker=amina, uid=uids[omar.pk], reason="One"),
        lambda: ask_for_contact(asker=omar, uid=uids[amina.pk], reason="Two"),
    )
    assert answers.count("asked_you") == 1
    assert ContactRequest.objects.filter(is_open=True).count() == 1


def test_ten_open_requests_stay_ten(amina, make_person, show, request_of, together):
    others = [make_person(f"o{number}@example.org") for number in range(12)]
    uids = [show(other).pk for other in others]
    for uid in uids[:8]:
        ask_for_contact(asker=amina, uid=uid, reason="Hello")
    together(*[lambda uid=uid: ask_for_contact(asker=amina, uid=uid, reason="Hello") for uid in uids[8:]])
    assert ContactRequest.objects.filter(asker=amina, is_open=True).count() == 10


@pytest.mark.parametrize("attempt", range(3))
def test_a_message_stands_before_the_block_or_not_at_all(amina, omar, talk, together, attempt):
    """Once the block is written, no later message is: neither number nor time of one comes after it."""
    blocked_at = []

    def shut():
        made = block(person=omar, other=amina)
        blocked_at.append(RoomEvent.objects.filter(room=talk.room).count())
        return made

    def write(number):
        return post_message(room=Room.objects.get(pk=talk.room_id), person=amina, text="x", client_id=f"c{number}")

    together(shut, *[lambda number=number: write(number) for number in range(6)])
    assert Block.objects.count() == 1
    assert RoomEvent.objects.filter(room=talk.room).count() == blocked_at[0]


def test_two_moderators_decide_once(amina, omar, make_person, together):
    first = make_person("a@example.org", role="administrator")
    second = make_person("b@example.org", role="data_protection_officer")
    found = Report.objects.create(reporter=amina, subject=omar, source="profile", reason="other")
    answers = together(
        lambda: decide(report_id=found.pk, outcome="warn", actor=first),
        lambda: decide(report_id=found.pk, outcome="nothing", actor=second),
    )
    assert answers.count("decided") == 1
    assert Notice.objects.filter(kind="officers_report_closed").count() == 1


def test_the_days_share_of_profiles_is_exact(omar, make_person, show, together, monkeypatch):
    monkeypatch.setattr(limits, "PROFILES_A_DAY", 3)
    listings = [show(make_person(f"p{number}@example.org")) for number in range(6)]

    def open_profile(one):
        try:
            count_profile(omar, one)
        except TooMuch:
            return False
        return True

    assert sum(together(*[lambda one=one: open_profile(one) for one in listings])) == 3
    assert DailyUse.objects.get().profiles == Opened.objects.count() == 3
