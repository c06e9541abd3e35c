"""An administrator puts a new version of an agreement in force, and sees who has accepted it."""

from __future__ import annotations

import datetime as dt
import html
import re
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from lms.audit.models import AuditEntry
from lms.common.languages import CODES
from lms.people import agreements
from lms.people.actions.access import end_access
from lms.people.actions.agree import accept_agreements
from lms.people.forms import AgreementForm
from lms.people.models import Agreement, Role
from tests.lms.people.test_sessions import came_in, clock

__all__ = ["clock"]

LIST, NEW = "/en/people/terms/", "/en/people/terms/data-protection/"


@pytest.fixture
def administrator(make_person):
    return make_person("ana@example.org", country=None, role=Role.ADMINISTRATOR)


def written(verb, **change):
    today = timezone.now().astimezone(dt.UTC).date()
    texts = {code: f"## Heading {code}\r\n\r\nText *{code}*." for code in CODES}
    return {"version": "2.0", "starts_on": today.isoformat(), "verb": verb} | texts | change


def versions():
    return set(Agreement.objects.values_list("kind", "version"))


@pytest.fixture
def before(db):
    return versions()


def test_the_accounts_lead_to_the_agreements_and_their_acceptances(login, administrator, participant, stranger):
    for person in (participant, stranger):
        accept_agreements(person=person, versions=agreements.in_force(), language="en")
    end_access(person=stranger, reason="expired", actor=None)
    client = login(administrator)
    assert f'href="{LIST}"' in client.get("/en/people/").text
    text = client.get(LIST).text
    assert text.count("1 of 2") == 2, "hers counts; an account that is closed counts on neither side"
    assert text.count("In force<") == 2
    assert f'href="{NEW}"' in text


def test_a_version_is_looked_at_before_it_is_published(login, administrator, before):
    client = login(administrator)
    form = client.get(NEW).text
    assert "Data-protection policy" in form
    assert form.count("<textarea") == 6
    preview = client.post(NEW, written("preview")).text
    assert versions() == before
    assert "<em>ar</em>" in preview
    # What is sent on is what the preview holds.
    fields = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', preview)
    assert {"version", "starts_on", *CODES} <= {name for name, _value in fields}
    sent = {name: html.unescape(value) for name, value in fields} | {"verb": "publish"}
    assert client.post(NEW, sent)["Location"] == LIST
    made = agreements.current("data_protection")
    assert made.version == "2.0"
    assert made.text.data["fr"] == "## Heading fr\n\nText *fr*."
    entry = AuditEntry.objects.get(verb="people.publish_agreement")
    assert entry.actor == administrator


def test_the_longest_texts_in_all_languages_come_through_in_one_request(login, administrator, before):
    """Else the page refuses the request as a whole, and six texts are lost."""
    most = AgreementForm(kind="terms").fields["en"].max_length
    words = {"en": "word, ", "fr": "été, ", "es": "año, ", "ar": "كلمة ", "ru": "слово ", "zh-hans": "文字"}
    texts = {code: (word * most)[:most].strip() for code, word in words.items()}
    client, form = login(administrator), "application/x-www-form-urlencoded"
    answer = client.post(NEW, urlencode(written("preview", **texts)), content_type=form)
    assert answer.status_code == 200
    assert "Change the text" in answer.text
    # A letter too many is told, and nothing of what was written is gone.
    answer = client.post(NEW, urlencode(written("preview", **texts | {"fr": "e" * (most + 1)})), content_type=form)
    assert list(answer.context["form"].errors) == ["fr"]
    assert texts["ru"] in answer.text


def test_what_was_written_can_be_changed_after_the_preview(login, administrator, before):
    text = login(administrator).post(NEW, written("change")).text
    assert "Text *ru*." in text
    assert versions() == before


def test_a_later_day_waits_until_then(login, administrator, participant):
    day = timezone.now().astimezone(dt.UTC).date() + dt.timedelta(days=9)
    client = login(administrator)
    client.post(NEW, written("publish", starts_on=day.isoformat()))
    assert Agreement.objects.get(version="2.0").published_at == dt.datetime.combine(day, dt.time(), dt.UTC)
    assert agreements.current("data_protection").version != "2.0"
    assert "Coming" in client.get(LIST).text
    assert client.get("/en/agreements/data-protection/2.0/").status_code == 404


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ar": " "}, "The text is missing in this language."),
        ({"version": "1.0"}, "This version exists already."),
        ({"version": "a/b"}, "Letters, digits, points and hyphens only."),
        ({"starts_on": "2020-01-01"}, "A version cannot be in force before today."),
    ],
)
@pytest.mark.parametrize("verb", ["preview", "publish"])
def test_what_is_wrong_is_said_and_nothing_is_published(login, administrator, before, change, words, verb):
    text = login(administrator).post(NEW, written(verb, **change)).text
    assert words in text
    assert "Text *es*." in text, "what was written stands there still"
    assert versions() == before


def test_what_a_text_carries_is_not_run(login, administrator):
    preview = login(administrator).post(NEW, written("preview", en="<script>alert(1)</script>")).text
    assert "<script>alert" not in preview


def test_nobody_else_writes_agreements(login, coordinator, make_person, before):
    of_some = make_person("some@example.org", role=Role.ADMINISTRATOR, role_country="BH")
    for person in (coordinator, of_some):
        client = login(person)
        assert client.get(LIST).status_code == 403
        assert client.get(NEW).status_code == 403
        assert client.post(NEW, written("publish")).status_code == 403
    assert versions() == before


def test_the_form_asks_who_she_is_before_anything_is_typed(administrator, clock, before):
    client = came_in(administrator)
    clock(11)
    assert "/accounts/reauthenticate/" in client.get(NEW)["Location"]
    assert "/accounts/reauthenticate/" in client.post(NEW, written("publish"))["Location"]
    assert versions() == before
