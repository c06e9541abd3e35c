"""Who may not come in learns nothing: the same answer and the same work for every reason."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.notices.actions import send_due
from lms.notices.models import Notice
from lms.people import limits
from lms.people.actions.access import end_access
from lms.people.actions.reset import answer_resets
from lms.people.models import KnownDevice, ResetRequest, TryCount
from tests.conftest import PASSWORD

LOGIN = "/en/accounts/login/"
RESET = "/en/accounts/password/reset/"


@pytest.fixture
def reasons(hasher, make_person):
    """Why somebody does not come in → the address and the password that she types."""
    known = make_person("known@example.org")
    suspended = make_person("suspended@example.org")
    end_access(person=suspended, reason="suspended", actor=None)
    make_person("waiting@example.org", is_active=False)
    invited = make_person("invited@example.org")
    invited.set_unusable_password()
    invited.save()
    return {
        "unknown": ("nobody@example.org", PASSWORD),
        "wrong": (known.email, "not her password"),
        "suspended": (suspended.email, PASSWORD),
        "not approved": ("waiting@example.org", PASSWORD),
        "no password": (invited.email, PASSWORD),
    }


def told(answer, address):
    """All that a stranger gets: status, headers, body without what is new in each answer."""
    body = answer.content.decode().replace(address, "ADDRESS")
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", body)
    body = re.sub(r'nonce="[^"]+"', "", body)
    headers = {name: re.sub(r"'nonce-[^']+'", "", value) for name, value in answer.headers.items()}
    # The length of the random token's page is the same; these two are clock and compression.
    headers.pop("Content-Length", None)
    headers.pop("Expires", None)
    cookies = {name: {k: v for k, v in morsel.items() if k != "expires"} for name, morsel in answer.cookies.items()}
    return answer.status_code, headers, cookies, body


def test_every_reason_gets_the_same_answer_at_the_door(reasons):
    answers = {}
    for reason, (email, password) in reasons.items():
        answers[reason] = told(Client().post(LOGIN, {"login": email, "password": password}), email)
    assert answers["unknown"][0] == 200
    assert "not right" in answers["unknown"][3]
    for reason, answer in answers.items():
        assert answer == answers["unknown"], reason


def test_every_reason_costs_one_hash_at_the_door(reasons, hasher):
    costs = {}
    for reason, (email, password) in reasons.items():
        hasher.asked = 0
        Client().post(LOGIN, {"login": email, "password": password})
        costs[reason] = hasher.asked
    assert costs == dict.fromkeys(reasons, 1)


def test_every_address_gets_the_same_answer_and_work_at_the_reset(reasons, hasher):
    answers, costs, queries = {}, {}, {}
    for reason, (email, _password) in reasons.items():
        # The count of the network is made by whoever comes first.
        TryCount.objects.all().delete()
        hasher.asked = 0
        with CaptureQueriesContext(connection) as seen:
            answers[reason] = told(Client().post(RESET, {"email": email}), email)
        costs[reason], queries[reason] = hasher.asked, len(seen)
    assert answers["unknown"][0] == 302
    assert all(answer == answers["unknown"] for answer in answers.values())
    assert costs == dict.fromkeys(reasons, 1)
    assert len(set(queries.values())) == 1, queries


def test_only_who_may_come_in_gets_a_link(reasons):
    for email, _password in reasons.values():
        Client().post(RESET, {"email": email})
    assert answer_resets() == len(reasons)
    assert ResetRequest.objects.count() == 0
    assert sorted(Notice.objects.values_list("person__email", "kind")) == [
        ("invited@example.org", "password_link"),
        ("known@example.org", "password_link"),
    ]


def test_no_typed_address_lies_in_the_table(db):
    Client().post(RESET, {"email": "nobody@example.org"})
    assert "nobody" not in ResetRequest.objects.get().address


def test_the_link_logs_her_in_once(make_person):
    person = make_person("known@example.org")
    Client().post(RESET, {"email": person.email.upper()})
    answer_resets()
    send_due()
    (link,) = re.findall(r"https?://\S+/key/\S+|https?://\S+reset/key\S+", mail.outbox[0].body)
    path = re.sub(r"^https?://[^/]+", "", link)
    client = Client()
    form = client.get(path)
    new = "a staple that nobody guesses"
    answer = client.post(form["Location"], {"password1": new, "password2": new})
    assert answer.status_code == 302
    assert client.get("/en/profile/").status_code == 200
    assert "does not open anything" in Client().get(path).content.decode()


def test_a_link_of_somebody_whose_access_ended_opens_nothing(make_person):
    person = make_person("known@example.org")
    Client().post(RESET, {"email": person.email})
    answer_resets()
    send_due()
    path = re.search(r"https?://[^/\s]+(/\S+reset/key\S+)", mail.outbox[0].body)[1]
    end_access(person=person, reason="post_ended", actor=None)
    assert "does not open anything" in Client().get(path).content.decode()


def at_the_ministry(method, *args):
    return getattr(Client(REMOTE_ADDR="203.0.113.7"), method)(*args)


def test_many_asked_from_the_same_office_and_her_colleague_still_gets_her_link(make_person):
    for _ in range(limits.RESET_NETWORK.amount):
        limits.take(limits.RESET_NETWORK, "203.0.113.7")
    make_person("amina@example.org")
    answers = [at_the_ministry("post", RESET, {"email": "amina@example.org"}) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {302}
    assert answer_resets() == 1, "one each in ten minutes while the office is crowded"
    assert Notice.objects.get().person.email == "amina@example.org"


def test_a_crowded_office_answers_every_address_alike(reasons, hasher):
    limits.take(limits.RESET_NETWORK, "203.0.113.7")
    row = TryCount.objects.get()
    row.hits *= limits.RESET_NETWORK.amount
    row.save()
    seen = set()
    for email, _password in reasons.values():
        hasher.asked = 0
        with CaptureQueriesContext(connection) as queries:
            answer = told(at_the_ministry("post", RESET, {"email": email}), email)
        seen.add((str(answer), hasher.asked, len(queries)))
    assert len(seen) == 1
    assert ResetRequest.objects.count() == len(reasons)


def test_however_many_wrong_links_came_from_her_office_hers_opens(make_person):
    person = make_person("known@example.org")
    Client().post(RESET, {"email": person.email})
    answer_resets()
    send_due()
    path = re.search(r"https?://[^/\s]+(/\S+reset/key\S+)", mail.outbox[0].body)[1]
    for number in range(70):
        wrong = at_the_ministry("get", f"/en/accounts/password/reset/key/1-wrong{number}/")
        assert "does not open anything" in wrong.text
    assert at_the_ministry("get", path).status_code == 302


def test_a_log_in_from_a_new_device_is_told_once(make_person):
    person = make_person("known@example.org")
    phone, office = Client(headers={"user-agent": "Mozilla/5.0 (Android 14) Firefox/140"}), Client()
    for client in (phone, phone, office, office):
        client.post("/en/accounts/logout/")
        client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert KnownDevice.objects.filter(person=person).count() == 2
    assert set(KnownDevice.objects.values_list("name", flat=True)) == {"Firefox, Android", ""}
    assert list(Notice.objects.values_list("kind", flat=True)) == ["new_device"], "the first device ever is her own"
    send_due()
    assert mail.outbox[0].subject == "A log-in from a new device"
