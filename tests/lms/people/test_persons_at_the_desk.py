"""Persons at the support desk: what can be changed there, and who looked."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.urls import reverse

from lms.audit import personal_values
from lms.audit.models import AuditEntry
from lms.people.models import Person


@pytest.fixture
def desk(db, login):
    """Sina, of the support desk, logged in with everything."""
    person = Person.objects.create_superuser("sina@example.org", "correct horse battery")
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    return login(person)


def looks(what):
    return AuditEntry.objects.filter(verb="audit.view_list", changes__list=what)


def form(person, **more):
    return {
        "email": person.email, "given_name": person.given_name, "family_name": person.family_name, "language": "en",
        "time_zone": "UTC", "country": person.country_id, "agency": "", "unit": "", "function": "", "is_active": "on",
    } | more  # fmt: skip


def test_nobody_s_address_is_changed_over_her_head(desk, participant):
    address = reverse("admin:people_person_change", args=[participant.pk])
    page = desk.get(address).content.decode()
    assert "A person changes her e-mail address herself" in page
    assert 'name="email"' not in page
    assert desk.post(address, form(participant, email="thief@example.org", unit="Unit 9")).status_code == 302
    participant.refresh_from_db()
    assert (participant.email, participant.unit) == ("amina@example.org", "Unit 9")
    assert participant.emailaddress_set.get().email == "amina@example.org"
    assert not admin.site.is_registered(EmailAddress)


def test_names_are_cleaned_as_everywhere(desk, participant):
    address = reverse("admin:people_person_change", args=[participant.pk])
    desk.post(address, form(participant, given_name="Ami\u202ena", family_name="Al\u200b Khalifa", unit="U\u20669"))
    participant.refresh_from_db()
    assert (participant.given_name, participant.family_name, participant.unit) == ("Amina", "Al Khalifa", "U9")


@pytest.mark.parametrize("page", ["change", "history"])
def test_whose_record_was_opened_is_recorded(page, desk, participant):
    desk.get(reverse(f"admin:people_person_{page}", args=[participant.pk]))
    entry = looks("people.record").get()
    assert (entry.about_id, entry.actor_id) == (participant.pk, Person.objects.get(email="sina@example.org").pk)


def test_the_box_for_choosing_a_person_is_recorded(desk, participant, stranger):
    question = {"app_label": "people", "model_name": "rolegrant", "field_name": "person", "term": "ami"}
    answer = desk.get(reverse("admin:autocomplete"), question)
    assert [one["id"] for one in answer.json()["results"]] == [str(participant.pk)]
    assert looks("people.choice").get().changes["rows"] == 1
    # The list is recorded by itself, and not twice.
    desk.get(reverse("admin:people_person_changelist"))
    assert looks("people.choice").count() == 1
    assert looks("people.desk").count() == 1


def test_what_was_changed_is_told_and_nothing_else(desk, participant):
    address = reverse("admin:people_person_change", args=[participant.pk])
    same = form(participant, language=participant.language, time_zone=participant.time_zone, function="Analyst")
    desk.post(address, same)
    entry = AuditEntry.objects.get(verb="people.change")
    assert entry.about_id == participant.pk
    assert personal_values.read([entry])[entry.pk] == {"function": ["", "Analyst"]}
    # "Save" once more, with nothing touched: no entry, and never what she logs in with.
    assert desk.post(address, same).status_code == 302
    assert AuditEntry.objects.filter(verb="people.change").count() == 1
