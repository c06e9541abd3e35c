"""Addresses of posts go from one officer to the next: each keeps, is told and loses what is her own."""

from __future__ import annotations

import datetime as dt
import json
import zipfile

import pytest
from django.utils import timezone

from courses.models import RosterImport, RosterLine
from lms.joining import sealing
from lms.joining.models import Application
from lms.people.addresses import addresses_of
from lms.people.models import Person
from lms.privacy.actions import address, erase_person, export

POST = "chief@police.example.sn"


def move(person, email):
    """She confirms another address as hers."""
    address.confirm_change(change=address.ask_for_change(person=person, email=email))
    return Person.objects.get(pk=person.pk)


def copy_of(person):
    with export.pack(Person.objects.get(pk=person.pk)) as file:
        return zipfile.ZipFile(file).read("my-data.json").decode()


def application(given_name, *, days=0, **more):
    """One that was made so many days ago."""
    now = timezone.now() - dt.timedelta(days=days)
    values = {"email": POST, "state": "withdrawn", "submitted_at": now, "given_name": given_name}
    row = Application.objects.create(**(values | more))
    Application.objects.filter(pk=row.pk).update(created_at=now)
    row.refresh_from_db()
    return row


def names(model):
    return set(model.objects.values_list("given_name", flat=True))


@pytest.fixture
def first(make_person):
    """Oldrun had the post first, and went on to another."""
    person = make_person(POST, given_name="Oldrun")
    application("Oldrun", person=person, service_number_sealed=sealing.seal("SN-4711"))
    return move(person, "oldrun@police.example.sn")


@pytest.fixture
def line(first, training):
    """The list by which Oldrun was brought in, when the address of the post was hers."""
    roster = RosterImport.objects.create(
        training=training, person=None, file_name="list.csv", header_row=1, headers=["a", "b"]
    )
    return RosterLine.objects.create(
        roster=roster, row=2, cells=["Oldrun", POST], given_name="Oldrun", email=POST, outcome="new", person=first
    )


def test_a_new_account_under_the_address_has_nothing_of_the_earlier_one(first, line, make_person):
    second = make_person(POST, given_name="Newla")
    text = copy_of(second)
    assert "Oldrun" not in text
    assert "SN-4711" not in text
    erase_person(person=second, actor=None)
    assert Application.objects.get().given_name == "Oldrun"
    line.refresh_from_db()
    assert (line.given_name, line.cells) == ("Oldrun", ["Oldrun", POST])
    # Who it is about still finds it.
    assert "SN-4711" in copy_of(first)
    erase_person(person=Person.objects.get(pk=first.pk), actor=None)
    line.refresh_from_db()
    assert (Application.objects.get().given_name, line.cells) == ("", [])


def test_what_came_in_before_the_address_was_hers_is_not_hers(make_person):
    application("Oldrun", days=3)
    # She asked at the new post already, before she moved her account there.
    application("NEWLA", days=2, family_name="Ba", unit="Cybercrime")
    second = move(make_person("newla@police.example.sn", given_name="Newla", family_name="Ba"), POST)
    application("Newla")
    text = copy_of(second)
    assert "Oldrun" not in text
    (told,) = (kind["rows"] for kind in json.loads(text)["kinds"] if kind["kind"] == "joining.Application")
    assert [row["given_name"] for row in told] == ["NEWLA", "Newla"]
    erase_person(person=second, actor=None)
    assert names(Application) == {"Oldrun", ""}


def test_whoever_had_the_post_then_is_the_supervisor(make_person):
    named = {"email": "awa@police.example.sn", "supervisor_email": POST}
    long_ago = application("Awa", days=3, supervisor_name="Oldrun", **named)
    asked = {"asked_at": long_ago.created_at, "address": POST, "answer": "yes"}
    theirs = long_ago.supervisor_requests.create(**asked, answered_at=long_ago.created_at, note="Oldrun knows")
    hers = long_ago.supervisor_requests.create(**asked, note="Newla knows", answered_at=long_ago.created_at)
    second = move(make_person("newla@police.example.sn", given_name="Newla"), POST)
    long_ago.supervisor_requests.filter(pk=hers.pk).update(answered_at=timezone.now())
    # Begun in those days too, but sent when the post had passed on.
    begun = application("Ama", days=3, supervisor_name="Newla", **named)
    Application.objects.filter(pk=begun.pk).update(submitted_at=timezone.now())
    today = application("Abla", supervisor_name="Newla", **named)
    erase_person(person=second, actor=None)
    told = dict(Application.objects.values_list("pk", "supervisor_name"))
    assert told == {long_ago.pk: "Oldrun", begun.pk: "", today.pk: ""}
    assert dict(long_ago.supervisor_requests.values_list("pk", "note")) == {theirs.pk: "Oldrun knows", hers.pk: ""}


def test_who_comes_back_to_an_address_had_it_twice(make_person):
    person = make_person(POST, given_name="Oldrun")
    application("Oldrun", days=3)
    person = move(move(person, "oldrun@police.example.sn"), POST)
    application("Oldrun")
    spans = [(one.email, bool(one.since), bool(one.until)) for one in addresses_of(person)]
    assert spans == [(POST, True, False), (POST, False, True), ("oldrun@police.example.sn", True, True)]
    erase_person(person=person, actor=None)
    assert names(Application) == {""}
