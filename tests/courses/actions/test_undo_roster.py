"""Taking a list back writes what the list had written, and nothing else of a person."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from courses.actions import undo_roster as module
from courses.actions.apply_roster import apply_roster
from courses.actions.check_roster import check_roster
from courses.actions.undo_roster import undo_roster
from courses.models import RosterImport
from lms.audit.models import AuditEntry
from lms.people.actions.access import end_access
from lms.people.models import Person

LIST = b"Given name,Family name,E-mail,Country\nAminah,Khalifa,amina@example.org,BH\n"


@pytest.fixture
def brought_in(training, participant):
    """``brought_in()``: a list that has given Amina another name."""
    training.starts_on = timezone.now().date() + dt.timedelta(days=30)
    training.stage = "open"
    training.save()

    def bring_in() -> RosterImport:
        roster = check_roster(training=training, data=LIST, file_name="list.csv")
        roster.lines.update(is_chosen=True)
        apply_roster(roster=roster, overwrite=True)
        participant.refresh_from_db()
        assert participant.given_name == "Aminah"
        return roster

    return bring_in


def test_what_became_of_her_meanwhile_is_not_written_back(brought_in, participant, monkeypatch):
    roster = brought_in()
    restore = module._restore

    def meanwhile(*args, **kwargs):
        # Committed by somebody else after the lines were read.
        Person.objects.filter(pk=participant.pk).update(is_active=False, password="new", family_name="Chosen")
        restore(*args, **kwargs)

    monkeypatch.setattr(module, "_restore", meanwhile)
    undo_roster(roster=roster)
    participant.refresh_from_db()
    assert (participant.is_active, participant.password) == (False, "new")
    assert (participant.given_name, participant.family_name) == ("Amina", "Chosen")


def test_it_is_recorded_of_each_person(brought_in, participant, coordinator):
    roster = brought_in()
    undo_roster(roster=roster, actor=coordinator)
    participant.refresh_from_db()
    assert participant.given_name == "Amina"
    entry = AuditEntry.objects.filter(verb="people.change", about=participant).latest("pk")
    assert entry.actor == coordinator


def test_access_that_ends_at_the_same_moment_stays_ended(brought_in, participant, together):
    for _round in range(3):
        roster = brought_in()
        together(
            lambda: undo_roster(roster=roster),  # noqa: B023
            lambda: end_access(person=participant, reason="suspended", actor=None),
        )
        participant.refresh_from_db()
        assert (participant.is_active, participant.given_name) == (False, "Amina")
        Person.objects.update(is_active=True)
