"""Asking, answering, and a talk that only two know of."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from django.utils import timezone, translation

from lms.common.errors import Refused
from lms.notices.letter import write_letter
from lms.notices.models import Notice
from lms.officers.actions.contact import MOST_OPEN, accept, ask_for_contact, close_expired, decline, withdraw
from lms.officers.actions.profile import save_profile
from lms.officers.inbox import inbox_of
from lms.officers.models import ContactRequest, Conversation, Listing, Side
from lms.officers.sweeps import tell_of_messages
from lms.people.models import Person
from lms.rooms import rates
from lms.rooms.actions import post_message
from lms.rooms.consumer import _enter
from lms.rooms.hub import CLOSE_NO_ACCESS
from lms.rooms.models import Room, RoomEvent, RoomMember


@pytest.fixture(autouse=True)
def _full_buckets():
    rates._buckets.clear()


def code_of(refused):
    return refused.value.code


class TestAsking:
    def test_the_other_one_sees_what_the_asker_shows_and_the_reason(self, amina, omar, login):
        url = Listing.objects.get(person=omar).get_absolute_url()
        login(amina).post(url, {"reason": "May I ask how you began?"})
        page = login(omar).get("/en/officers/requests/").text
        assert "May I ask how you began?" in page
        assert "Amina Al Khalifa" in page
        assert "Bahrain" in page
        assert amina.email not in page

    def test_who_shows_nothing_cannot_ask(self, participant, omar, request_of):
        with pytest.raises(Refused) as refused:
            request_of(participant, omar)
        assert code_of(refused) == "profile_off"

    def test_a_reason_is_needed_and_short(self, amina, omar, login):
        client, url = login(amina), Listing.objects.get(person=omar).get_absolute_url()
        for reason in ("", "   ", "x" * 501):
            assert client.post(url, {"reason": reason}).status_code == 200
        assert not ContactRequest.objects.exists()

    def test_pressing_twice_asks_once(self, amina, omar, request_of):
        assert request_of(amina, omar) == request_of(amina, omar)
        assert Notice.objects.filter(kind="officers_asked").count() == 1

    def test_one_open_request_a_pair_in_either_direction(self, amina, omar, request_of):
        request_of(amina, omar)
        with pytest.raises(Refused) as refused:
            request_of(amina, omar, "Another reason")
        assert code_of(refused) == "again"
        with pytest.raises(Refused) as refused:
            request_of(omar, amina)
        assert code_of(refused) == "asked_you"

    def test_at_most_ten_are_open(self, amina, make_person, show, request_of):
        for number in range(MOST_OPEN + 1):
            other = make_person(f"o{number}@example.org")
            show(other)
            if number < MOST_OPEN:
                last = request_of(amina, other)
        with pytest.raises(Refused) as refused:
            request_of(amina, other)
        assert code_of(refused) == "too_many"
        withdraw(uid=last.pk, person=amina)
        assert request_of(amina, other).is_open

    def test_nobody_asks_herself_or_somebody_hidden(self, amina, omar, request_of):
        uid = Listing.objects.get(person=omar).pk
        save_profile(person=omar, is_on=False, name_as="own")
        for target in (uid, Listing.objects.get(person=amina).pk):
            with pytest.raises(Refused) as refused:
                ask_for_contact(asker=amina, uid=target, reason="Hello")
            assert code_of(refused) == "not_found"


class TestAnswering:
    def test_a_no_looks_like_no_answer(self, amina, omar, third, request_of, login):
        """The asker's page is the same, letter by letter, whether it was declined or not read."""
        request = request_of(amina, omar)
        client = login(amina)
        before = client.get("/en/officers/requests/")
        profile = client.get(Listing.objects.get(person=omar).get_absolute_url())
        decline(uid=request.pk, person=omar)
        after = client.get("/en/officers/requests/")
        assert strip(after) == strip(before)
        assert strip(client.get(Listing.objects.get(person=omar).get_absolute_url())) == strip(profile)
        assert not Notice.objects.filter(person=amina).exists()
        for reason in ("I work on the same.", "Please answer"):
            answer = codes_or_same(lambda reason=reason: request_of(amina, omar, reason), request)
            assert answer == ("same" if reason == "I work on the same." else "again")

    def test_asking_again_after_a_withdrawal_does_not_tell_either(self, amina, omar, third, request_of):
        codes = []
        for other, is_declined in ((omar, True), (third, False)):
            request = request_of(amina, other)
            if is_declined:
                decline(uid=request.pk, person=other)
            withdraw(uid=request.pk, person=amina)
            with pytest.raises(Refused) as refused:
                request_of(amina, other)
            codes.append(code_of(refused))
        assert codes == ["again", "again"]

    def test_after_thirty_days_it_is_closed_either_way(self, amina, omar, third, request_of):
        for other in (omar, third):
            request_of(amina, other)
        decline(uid=ContactRequest.objects.get(asked=omar).pk, person=omar)
        past = timezone.now() - dt.timedelta(seconds=1)
        ContactRequest.objects.update(expires_at=past)
        assert {one.state for one in inbox_of(amina).sent} == {"closed"}
        assert close_expired() == 2
        assert {one.state for one in inbox_of(amina).sent} == {"closed"}
        with pytest.raises(Refused) as refused:
            accept(uid=ContactRequest.objects.get(asked=third).pk, person=third)
        assert code_of(refused) == "answered"

    def test_a_yes_opens_one_conversation_and_tells_the_asker(self, amina, omar, request_of):
        request = request_of(amina, omar)
        assert accept(uid=request.pk, person=omar) == accept(uid=request.pk, person=omar)
        assert Conversation.objects.count() == Room.objects.filter(kind="conversation").count() == 1
        assert Notice.objects.filter(kind="officers_accepted", person=amina).count() == 1

    def test_only_the_one_who_was_asked_answers(self, amina, omar, third, request_of, login):
        request = request_of(amina, omar)
        for person in (amina, third):
            for verb in ("accept", "decline"):
                assert login(person).post(f"/en/officers/requests/{request.pk}/{verb}/").status_code == 404
        assert login(third).post(f"/en/officers/requests/{request.pk}/withdraw/").status_code == 404
        request.refresh_from_db()
        assert request.state == "waiting"

    def test_who_declined_may_still_ask_herself(self, amina, omar, request_of):
        decline(uid=request_of(amina, omar).pk, person=omar)
        request = request_of(omar, amina)
        assert accept(uid=request.pk, person=amina)

    def test_a_withdrawn_request_cannot_be_accepted(self, amina, omar, request_of):
        request = request_of(amina, omar)
        withdraw(uid=request.pk, person=amina)
        with pytest.raises(Refused):
            accept(uid=request.pk, person=omar)


class TestTalking:
    def test_the_two_write_and_read(self, amina, omar, talk, login):
        for person, text in ((omar, "Bonjour Amina"), (amina, "مرحبا")):
            sent = login(person).post(
                f"/en/rooms/{talk.room_id}/send/",
                json.dumps({"k": "post", "cid": text[:3].encode().hex(), "text": text}),
                content_type="application/json",
            )
            assert sent.status_code == 200
        for person in (amina, omar):
            page = login(person).get(f"/en/officers/conversations/{talk.pk}/").text
            assert "Bonjour Amina" in page
            assert "مرحبا" in page
        news = login(amina).get(f"/en/rooms/{talk.room_id}/events/?after=0").json()
        assert [event["text"] for event in news["events"]] == ["Bonjour Amina", "مرحبا"]

    @pytest.mark.parametrize("who", ["third", "coordinator", "trainer", "administrator"])
    def test_for_everybody_else_it_does_not_exist(self, who, third, coordinator, trainer, make_person, talk, login):
        people = {"third": third, "coordinator": coordinator, "trainer": trainer}
        person = people.get(who) or make_person("root@example.org", role="administrator")
        client, room = login(person), f"/en/rooms/{talk.room_id}"
        for path in ("/", "/state/", "/events/", "/people/", "/screen/", "/export.csv", "/export.txt"):
            assert client.get(room + path).status_code == 404
        assert client.post(f"{room}/send/", {"k": "post", "text": "x", "cid": "1"}).status_code == 404
        assert client.get(f"/en/officers/conversations/{talk.pk}/").status_code in {403, 404}
        cookie = f"session={client.cookies['session'].value}".encode()
        assert _enter(talk.room_id, [(b"cookie", cookie)]) == CLOSE_NO_ACCESS
        assert not RoomMember.objects.filter(person=person).exists()

    def test_a_socket_of_the_two_is_let_in(self, amina, talk, login):
        cookie = f"session={login(amina).cookies['session'].value}".encode()
        assert not isinstance(_enter(talk.room_id, [(b"cookie", cookie)]), int)

    def test_nothing_of_her_own_name_or_country_gets_out_by_the_room(self, participant, omar, show, request_of, login):
        show(participant, name_as="chosen", chosen_name="Gulf analyst", shown=["languages"])
        talk = accept(uid=request_of(participant, omar).pk, person=omar)
        post_message(room=talk.room, person=participant, text="Hello", client_id="1")
        client = login(omar)
        room = f"/en/rooms/{talk.room_id}"
        answers = [
            client.get(path).text
            for path in (f"/en/officers/conversations/{talk.pk}/", f"{room}/", f"{room}/state/", f"{room}/events/",
                         f"{room}/people/", "/en/officers/requests/")
        ]  # fmt: skip
        for answer in answers:
            assert "Amina" not in answer
            assert "Khalifa" not in answer
            assert '"BH"' not in answer
            assert "Bahrain" not in answer
        assert "Gulf analyst" in answers[0]

    @pytest.mark.parametrize("word", ["poll", "question", "hand", "name", "report", "hide", "mode", "silence"])
    def test_there_are_messages_only(self, amina, talk, login, word):
        sent = login(amina).post(
            f"/en/rooms/{talk.room_id}/send/", json.dumps({"k": word, "cid": "1"}), content_type="application/json"
        )
        assert sent.json()["code"] == "unknown"

    def test_without_access_of_one_the_talk_is_closed_for_both(self, amina, omar, talk, login):
        Person.objects.filter(pk=omar.pk).update(is_active=False)
        assert login(amina).get(f"/en/officers/conversations/{talk.pk}/").status_code == 404
        with pytest.raises(Refused) as refused:
            post_message(room=talk.room, person=amina, text="Still there?", client_id="1")
        assert code_of(refused) == "no_access"

    def test_the_name_in_it_stays_what_was_agreed(self, amina, omar, talk):
        assert set(Side.objects.values_list("name", flat=True)) == {"Amina Al Khalifa", "Omar Haddad"}


class TestMails:
    def test_no_mail_names_anybody_or_says_what_it_is_about(self, amina, omar, talk):
        post_message(room=talk.room, person=amina, text="secret words", client_id="1")
        RoomEvent.objects.update(created_at=timezone.now() - dt.timedelta(minutes=10))
        assert tell_of_messages() == 1
        kinds = set()
        for notice in Notice.objects.all():
            letter = write_letter(notice)
            kinds.add(notice.kind)
            for word in ("Amina", "Khalifa", "Omar", "Haddad", "secret", "same", "Bahrain"):
                assert word not in letter.subject + letter.text + letter.html
            assert notice.context == {}
        assert kinds == {"officers_asked", "officers_accepted", "officers_message"}

    def test_one_mail_until_she_has_been_there(self, amina, omar, talk, login):
        def write(text):
            post_message(room=talk.room, person=amina, text=text, client_id=text)
            RoomEvent.objects.update(created_at=timezone.now() - dt.timedelta(minutes=10))

        write("one")
        assert tell_of_messages() == 1
        write("two")
        assert tell_of_messages() == 0
        login(omar).get(f"/en/officers/conversations/{talk.pk}/")
        assert tell_of_messages() == 0
        post_message(room=talk.room, person=amina, text="three", client_id="three")
        assert tell_of_messages() == 0, "she may be reading"
        later = timezone.now() + dt.timedelta(minutes=1)
        RoomMember.objects.filter(person=omar).update(seen_at=later - dt.timedelta(minutes=8))
        Side.objects.update(told_at=later - dt.timedelta(minutes=9))
        RoomEvent.objects.filter(payload__text="three").update(created_at=later - dt.timedelta(minutes=7))
        assert tell_of_messages() == 1

    @pytest.mark.parametrize(
        "kind", ["asked", "accepted", "message", "report_closed", "reminder", "hidden", "let_back"]
    )
    @pytest.mark.parametrize("language", ["ar", "zh-hans", "en", "fr", "ru", "es"])
    def test_every_mail_can_be_written(self, amina, kind, language):
        amina.language = language
        notice = Notice(person=amina, kind=f"officers_{kind}", context={})
        with translation.override("en"):
            letter = write_letter(notice)
        assert letter.subject
        assert f"/{language}/" in letter.text or kind in {"report_closed", "hidden"}


@pytest.mark.parametrize("number", [1, 3])
def test_as_many_queries_for_one_request_as_for_three(
    amina, make_person, show, request_of, login, number, django_assert_num_queries
):
    for index in range(number):
        for side in (0, 1):
            other = make_person(f"o{index}{side}@example.org")
            show(other)
            if side:
                request_of(other, amina)
            else:
                request_of(amina, other)
        third = make_person(f"t{index}@example.org")
        show(third)
        accept(uid=request_of(amina, third).pk, person=third)
    client = login(amina)
    with django_assert_num_queries(10):
        assert client.get("/en/officers/requests/").status_code == 200


def test_home_says_that_somebody_waits_but_not_who(amina, omar, request_of, talk, login, third):
    page = login(amina).get("/en/").text
    assert "A member wants to get in touch" not in page
    request_of(third, amina)
    post_message(room=talk.room, person=omar, text="Hello", client_id="1")
    page = login(amina).get("/en/").text
    assert "A member wants to get in touch" in page
    assert "You have a new message" in page
    assert "Omar" not in page
    assert "Wanjiru" not in page


def codes_or_same(ask, request):
    """What asking gives: the same request as before, or the code of the refusal."""
    try:
        return "same" if ask() == request else "another"
    except Refused as refused:
        return refused.code


def strip(answer):
    """The page without what changes with each request."""
    return re.sub(r'(nonce|value)="[^"]+"', "", answer.text)
