"""The door says the same to everybody; only the mail knows who the address belongs to."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.joining.actions import decide
from lms.joining.actions import memberships as membering
from lms.joining.models import Application, Membership, State
from lms.people import limits
from lms.people.models import TryCount


@pytest.fixture
def known(make_person, make_application, confirmed, reviewer, second_reviewer):
    """One address of each kind."""
    member = make_person("member@example.org", country="SN")
    membering.admit_invited(person=member)
    gone = make_person("gone@example.org", country="SN")
    suspended = membering.admit_invited(person=gone)
    membering.suspend(membership=suspended, reason="asked by her agency", actor=reviewer)
    late = make_person("late@example.org", country="SN")
    expired = membering.admit_invited(person=late)
    Membership.objects.filter(pk=expired.pk).update(state="expired", ended_at=timezone.now())
    make_application("running@police.example.sn")
    make_application("draft@police.example.sn", state=State.DRAFT, submitted_at=None)
    declined = make_application("declined@police.example.sn", state=State.IN_REVIEW)
    decide.decline(application=declined, code="other", note="x", actor=reviewer)
    decide.confirm_decision(application=declined, actor=second_reviewer)
    return {
        "new@police.example.sn": "Confirm your e-mail address",
        "member@example.org": "You have an account already",
        "gone@example.org": "About your application",
        "late@example.org": "Take up your membership again",
        "running@police.example.sn": "Your application is being looked at",
        "draft@police.example.sn": "Go on with your application",
        "declined@police.example.sn": "About your application",
    }


def test_the_answer_is_the_same_whatever_the_address(client, post, known):
    post.collect()
    # From then on the network has a count.
    client.post("/en/join/", {"email": "somebody@police.example.sn"})
    own = {"Set-Cookie", "Content-Security-Policy", "Expires"}
    answers = []
    for address in known:
        with CaptureQueriesContext(connection) as queries:
            answer = client.post("/en/join/", {"email": address})
        shapes = [re.sub(r"[0-9]+", "0", re.split(r" VALUES | SET ", query["sql"])[0])[:60] for query in queries]
        page = client.get(answer["Location"])
        headers = {k: v for k, v in answer.headers.items() if k not in own}
        answers.append((answer.status_code, headers, shapes, len(page.content), page.status_code))
    assert answers == [answers[0]] * len(answers)
    assert len(answers[0][2]) <= 9


def test_each_gets_exactly_one_mail_and_it_says_what_is(client, post, known):
    post.collect()
    before = len(mail.outbox)
    for address in known:
        client.post("/en/join/", {"email": address})
    mails = post.collect()
    assert {address: mails[address].subject for address in known} == known
    assert len(mail.outbox) - before == len(known)


def test_no_application_is_made_for_whoever_is_known(client, post, known):
    before = Application.objects.count()
    for address in known:
        client.post("/en/join/", {"email": address})
    post.collect()
    assert Application.objects.count() == before + 1


def test_capitals_are_the_same_address(client, post):
    client.post("/en/join/", {"email": "Awa@Police.Example.SN"})
    client.post("/en/join/", {"email": "awa@police.example.sn"})
    post.collect()
    assert Application.objects.count() == 1


def test_an_address_gets_five_mails_an_hour(client, post):
    for _ in range(8):
        assert client.post("/en/join/", {"email": "awa@police.example.sn"}).status_code == 302
    post.collect()
    assert len(mail.outbox) == limits.JOIN.amount
    TryCount.objects.all().delete()  # an hour later
    client.post("/en/join/", {"email": "awa@police.example.sn"})
    post.collect()
    assert len(mail.outbox) == limits.JOIN.amount + 1


def test_a_flood_from_one_network_is_slowed_and_her_colleague_gets_in(client, post, monkeypatch):
    monkeypatch.setattr(limits, "JOIN_NETWORK", limits.Limit("join_network", 3, 3600))

    def knock(email, network="203.0.113.7"):
        return client.post("/en/join/", {"email": email}, REMOTE_ADDR=network).status_code

    assert [knock("a@police.example.sn") for _ in range(6)] == [302, 302, 302, 302, 429, 429]
    assert knock("awa@police.example.sn") == 302, "a colleague behind the same address"
    assert knock("a@police.example.sn", "203.0.113.8") == 302, "from elsewhere she is not bound by it"
    assert "awa@police.example.sn" in post.collect()


def test_a_flood_of_strangers_addresses_ends(client, post, monkeypatch):
    """Each of them would get a mail that she never asked for."""
    monkeypatch.setattr(limits, "JOIN_NETWORK", limits.Limit("join_network", 1, 3600))
    monkeypatch.setattr(limits, "JOIN_CEILING", limits.Limit("join_ceiling", 3, 3600))
    seen = [client.post("/en/join/", {"email": f"p{n}@police.example.sn"}).status_code for n in range(5)]
    assert seen == [302, 302, 302, 429, 429]
    assert len(post.collect()) == 3


def test_a_crowded_network_cannot_tell_who_is_known(client, known, monkeypatch):
    monkeypatch.setattr(limits, "JOIN_NETWORK", limits.Limit("join_network", 1, 3600))
    client.post("/en/join/", {"email": "first@police.example.sn"})
    seen = set()
    for address in [*known, "nobody@police.example.sn"]:
        with CaptureQueriesContext(connection) as queries:
            answers = [client.post("/en/join/", {"email": address}).status_code for _ in range(2)]
        seen.add((*answers, len(queries)))
    assert len(seen) == 1
    assert seen.pop()[:2] == (302, 429)


def test_only_the_newest_link_opens(client, post):
    client.post("/en/join/", {"email": "awa@police.example.sn"})
    first = post.link(post.collect()["awa@police.example.sn"])
    client.post("/en/join/", {"email": "awa@police.example.sn"})
    second = post.link(post.collect()["awa@police.example.sn"])
    assert client.post(first).status_code == 410
    assert client.post(second).status_code == 302


def test_a_link_ends_after_a_day(client, post):
    from lms.joining.models import Link

    client.post("/en/join/", {"email": "awa@police.example.sn"})
    link = post.link(post.collect()["awa@police.example.sn"])
    Link.objects.update(ends_at=timezone.now() - dt.timedelta(minutes=1))
    assert client.post(link).status_code == 410
    assert Application.objects.get().state == State.EMAIL_TO_CONFIRM


@pytest.mark.parametrize("token", ["x", "A" * 43, "ä", "A" * 500])
@pytest.mark.parametrize("page", ["confirm", "status", "supervisor", "reconfirm", "welcome"])
def test_a_made_up_link_opens_nothing(client, db, page, token):
    for answer in (client.get(f"/en/join/{page}/{token}/"), client.post(f"/en/join/{page}/{token}/")):
        assert answer.status_code == 404


def test_no_usable_link_lies_in_the_database(client, post):
    from lms.joining.models import Link
    from lms.notices.models import OutsideMail

    client.post("/en/join/", {"email": "awa@police.example.sn"})
    from lms.joining.actions import apply

    apply.answer_knocks()
    stored = str(list(Link.objects.values())) + str(list(OutsideMail.objects.values()))
    token = post.link(post.collect()["awa@police.example.sn"]).split("/")[-2]
    assert token not in stored


def test_a_cookie_of_somebody_else_opens_nothing(client, make_application):
    application = make_application(state=State.DRAFT, submitted_at=None)
    client.cookies["joining"] = application.uid.hex
    assert client.get("/en/join/form/you/").status_code == 302
