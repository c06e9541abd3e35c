"""The audit only grows, whoever asks and by whatever way."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from lms.audit.actions import record
from lms.audit.models import AppendOnly, AuditEntry
from lms.audit.triggers import SQLITE
from lms.people.models import Person


@pytest.fixture
def entry(coordinator, participant, training):
    return record(
        actor=coordinator,
        verb="courses.move",
        target=training,
        changes={"starts_on": [dt.date(2027, 3, 1), dt.date(2027, 3, 8)], "city": ["Harare", None]},
        about=participant,
    )


def test_an_entry_says_who_what_whom_and_from_which_value_to_which(entry, coordinator, participant, training):
    found = AuditEntry.objects.get()
    assert (found.actor, found.about) == (coordinator, participant)
    assert (found.target_type, found.target_id) == ("courses.training", str(training.pk))
    assert found.changes == {"starts_on": ["2027-03-01", "2027-03-08"], "city": ["Harare", None]}


def test_the_clock_leaves_no_name(training):
    assert record(actor=None, verb="courses.close", target=training).actor is None


def test_the_model_refuses_to_change_or_delete(entry):
    entry.verb = "nothing"
    with pytest.raises(AppendOnly):
        entry.save()
    with pytest.raises(AppendOnly):
        entry.delete()
    with pytest.raises(AppendOnly):
        AuditEntry.objects.update(verb="nothing")
    with pytest.raises(AppendOnly):
        AuditEntry.objects.all().delete()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_auditentry SET verb = 'nothing'", "DELETE FROM audit_auditentry"],
    ids=["update", "delete"],
)
def test_the_database_refuses_too(entry, statement):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(SQLITE["audit_no_delete"])
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(statement)
    assert AuditEntry.objects.get().verb == "courses.move"


def test_an_entry_outlives_the_person_it_is_about(entry, coordinator):
    coordinator_pk = coordinator.pk
    coordinator.delete()
    assert AuditEntry.objects.get().actor_id == coordinator_pk
    assert not Person.objects.filter(pk=coordinator_pk).exists()


def test_nothing_is_recorded_when_the_action_fails(coordinator, training):
    @transaction.atomic
    def fails_half_way():
        record(actor=coordinator, verb="courses.move", target=training)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fails_half_way()
    assert not AuditEntry.objects.exists()
