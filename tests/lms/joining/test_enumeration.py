"""Many addresses at the door, known and unknown: nobody can tell them apart by what comes back."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.joining.models import Application, Knock, State
from lms.people.models import Person

# Random in every answer: the token against forged forms, the nonce of scripts, and the cookie that goes with them.
RANDOM = re.compile(rb'(csrfmiddlewaretoken" value|nonce)="[^"]*"')
OWN_HEADERS = {"Set-Cookie", "Content-Security-Policy", "Content-Length", "Expires"}


def seen(answer):
    """All that a stranger gets to see of an answer."""
    headers = {name: value for name, value in answer.headers.items() if name not in OWN_HEADERS}
    policy = re.sub(r"'nonce-[^']*'", "", answer.headers.get("Content-Security-Policy", ""))
    return answer.status_code, headers, policy, sorted(answer.cookies), RANDOM.sub(b"", answer.content)


@pytest.fixture
def addresses(db, make_application, rounds):
    """``rounds`` addresses, by turns of a member, of somebody who waits for her answer, and of nobody."""
    kinds = ("member", "waiting", "draft", "nobody")
    made = [(kind, f"{kind}{number}@police.example") for number in range(rounds // 4) for kind in kinds]
    Person.objects.bulk_create(
        Person(email=address, country_id="SN", password="!") for kind, address in made if kind == "member"
    )
    for kind, address in made:
        if kind in {"waiting", "draft"}:
            stands_at = {"state": State.DRAFT, "submitted_at": None} if kind == "draft" else {}
            make_application(address, **stands_at)
    return made


@pytest.mark.soak(small=20, large=500)
def test_known_and_unknown_addresses_get_the_same_answer(addresses, rounds):
    before = Application.objects.count()
    answers = []
    for number, (_kind, address) in enumerate(addresses):
        # From many networks, so that the share of one is not used up.
        browser = Client(REMOTE_ADDR=f"203.0.{number // 50}.{number % 50 + 1}")
        with CaptureQueriesContext(connection) as queries:
            answer = browser.post("/en/join/", {"email": address})
        work = [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in queries]
        answers.append((seen(answer), work, seen(browser.get(answer.headers["Location"]))))
    assert len(answers) == rounds // 4 * 4
    assert answers == [answers[0]] * len(answers)
    assert answers[0][0][0] == 302
    # Nothing is looked up or made while the stranger waits; whom to write to is found out later.
    assert Application.objects.count() == before
    assert Knock.objects.count() == len(answers)
