"""Nothing is kept longer than it says."""

from __future__ import annotations

import datetime as dt

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.utils import timezone

from certificates.models import Certificate
from certificates.verification import check_file
from courses.models import RosterImport, RosterLine
from lms.audit.models import AppendOnlyModel, AuditEntry
from lms.joining.models import Application
from lms.joining.personal import CHECKING
from lms.notices.models import Notice, OutsideMail
from lms.people.actions.access import restore_access
from lms.people.models import Person, RoleGrant
from lms.people.personal import CLOSED_DAYS, is_erased
from lms.privacy.actions import erase, run_daily, run_retention
from lms.privacy.models import FilesToWipe, RetentionRun
from lms.privacy.registry import ACCOUNT, model_of
from lms.privacy.retention import due_table, timed
from lms.rooms.models import RoomEvent
from tests.lms.privacy.test_erasure import rows_of_everything
from tests.lms.privacy.world import FAMILY, SECRETS, UNIT, World

# Rows that stay, without what was in them.
EMPTIED = {"joining.Application", "joining.Decision", "joining.ApplicationEvent"}


@pytest.fixture
def world(db):
    made = World()
    made.make_all()
    return made


def age(days):
    """Everything that is there happened ``days`` ago."""
    for model in apps.get_models(include_auto_created=True):
        if issubclass(model, AppendOnlyModel):
            continue
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.DateTimeField) and not field.null:
                name = field.name
                model._default_manager.update(**{name: models.F(name) - dt.timedelta(days=days)})
    then = timezone.now() - dt.timedelta(days=days)
    OutsideMail.objects.update(done_at=then, state="sent", address="")
    Notice.objects.update(done_at=then, sent_at=then, state="sent")
    apps.get_model("joining.Application").objects.update(decided_at=then)
    apps.get_model("rooms.Room").objects.update(last_event_at=timezone.now() - dt.timedelta(days=days))
    apps.get_model("privacy.DataExport").objects.update(ends_at=timezone.now() - dt.timedelta(days=days))
    apps.get_model("privacy.DataRequest").objects.update(
        state="done", decided_at=timezone.now() - dt.timedelta(days=days)
    )
    apps.get_model("django_tasks_database.DBTaskResult").objects.update(
        finished_at=timezone.now() - dt.timedelta(days=days)
    )


def due():
    return {one.holding.model: one.rows for one in due_table() if one.rows}


def test_nothing_fresh_is_due(world):
    assert due() == {}


def test_after_years_every_kind_with_a_time_is_due_and_goes(world):
    age(5 * 365)
    waiting = due()
    # Her account is open, so it has no time.
    assert waiting.keys() == {holding.model for holding in timed()} - {ACCOUNT}
    run = run_retention(actor=None)
    assert run.counts.items() >= waiting.items()
    assert due() == {}
    for holding in timed():
        if holding.model not in {ACCOUNT, "rooms.RoomEvent", *EMPTIED}:
            assert not holding.rows(world.officer).exists(), holding.model
    # Rooms keep their numbers, without words and names.
    assert RoomEvent.objects.filter(room=world.room).count() == 3
    # The question that was reported waits for the moderators.
    assert list(RoomEvent.objects.order_by("number").values_list("author_name", flat=True)) == ["", "Calm Ibis", ""]
    assert not RosterLine.objects.exists()
    # Who decided what about her stays, without what they noted; so does what she told about herself.
    kept = Application.objects.get(person=world.officer)
    assert (kept.state, kept.family_name, kept.unit) == ("approved", FAMILY, UNIT)
    assert not any(getattr(kept, name) for name in CHECKING)
    assert list(kept.decisions.values_list("kind", "note")) == [("approve", "")]
    assert list(kept.events.values_list("verb", "note")) == [("note", "")]
    assert not kept.supervisor_requests.exists()
    # Enrolments, results, certificates and the account have no time of their own.
    world.officer.refresh_from_db()
    assert world.officer.family_name == FAMILY
    assert world.enrolment.certificates.exists()


@pytest.mark.parametrize("holding", timed(), ids=lambda h: h.model)
def test_the_day_before_its_time_nothing_goes(world, holding):
    if holding.keep_days in {0, 7} or holding.model in {"privacy.AddressChange", ACCOUNT}:
        return  # their end is written in the row, and an account's in the audit
    age(holding.keep_days - 1)
    assert holding.model not in due()
    age(holding.keep_days + 1)
    assert holding.model in due()


def told(person, verb, days, **changes):
    """The audit heard of it so many days ago."""
    entry = AuditEntry(verb=verb, about=person, target_type="people.person", target_id=str(person.pk),
                       changes=changes, at=timezone.now() - dt.timedelta(days=days))  # fmt: skip
    entry.stamp()
    entry.save()


def closed(person, days):
    Person.objects.filter(pk=person.pk).update(is_active=False)
    told(person, "people.end_access", days, is_active=[True, False])


def test_an_account_closed_for_five_years_is_erased(world, client):
    certificate = Certificate.objects.get()
    with certificate.pdf.open("rb") as file:
        copy = file.read()
    closed(world.officer, CLOSED_DAYS - 1)
    assert ACCOUNT not in due()
    later = timezone.now() + dt.timedelta(days=2)
    trial = run_retention(actor=None, trial=True, now=later)
    assert trial.counts[ACCOUNT] == 1
    assert Person.objects.get(pk=world.officer.pk).family_name == FAMILY
    run = run_retention(actor=None, now=later)
    assert run.counts[ACCOUNT] == 1
    everything = " ".join(rows_of_everything().values())
    assert not [word for word in SECRETS if word in everything]
    assert AuditEntry.objects.filter(verb="privacy.erase", about=world.officer, actor=None).count() == 1
    # Once: an account of nobody is not due again. And her own copy of the certificate can still be checked.
    assert ACCOUNT not in run_retention(actor=None, now=later).counts
    assert check_file([copy]).genuine
    assert certificate.number in client.get(f"/en/verify/{certificate.code}/").content.decode()


def test_an_account_that_was_open_meanwhile_waits_on(world, make_person):
    """Opened and closed again; about to come back; open today; closed by nobody knows whom."""
    again, returning, back, silent = (make_person(f"p{number}@example.org") for number in range(4))
    for person in (again, returning, back):
        closed(person, CLOSED_DAYS + 900)
    told(again, "people.restore_access", CLOSED_DAYS + 400, is_active=[False, True])
    closed(again, 300)
    told(returning, "joining.ask_reviewer", 20)
    Person.objects.filter(pk=back.pk).update(is_active=True)
    Person.objects.filter(pk=silent.pk).update(is_active=False)
    assert ACCOUNT not in due()
    gone = make_person("gone@example.net")
    closed(gone, CLOSED_DAYS + 1)
    assert due()[ACCOUNT] == 1


@pytest.mark.parametrize("change", ["opened", "asked to come back"])
def test_an_account_that_is_opened_while_others_are_erased_stays(change, make_person, monkeypatch):
    first, second = (make_person(f"p{number}@example.org") for number in range(2))
    for person in (first, second):
        closed(person, CLOSED_DAYS + 1)
    erase_person = erase.erase_person

    def meanwhile(*, person, **given):
        done = erase_person(person=person, **given)
        if person == first and change == "opened":
            restore_access(person=second, reason="reopened", actor=None)
            RoleGrant.objects.create(person=second, role="administrator")
        elif person == first:
            told(second, "joining.ask_reviewer", 0)
        return done

    monkeypatch.setattr(erase, "erase_person", meanwhile)
    run_retention(actor=None)
    first.refresh_from_db()
    second.refresh_from_db()
    assert is_erased(first)
    assert (second.is_active, second.email) == (change == "opened", "p1@example.org")


def test_what_is_still_being_checked_has_no_time_yet(world):
    age(5 * 365)
    run_retention(actor=None)
    assert world.junior.supervisor_requests.count() == 2
    assert Application.objects.get(pk=world.junior.pk).supervisor_name


def test_her_page_says_from_when_it_counts(world, login):
    page = login(world.officer).get("/en/my-data/").content.decode()
    assert "When it has been closed for 5 years, it is erased" in page
    assert "what served to check your post: 1 year after the decision" in page


def test_a_trial_changes_nothing(world, capsys):
    age(400)
    before = {holding.model: model_of(holding)._default_manager.count() for holding in timed()}
    call_command("retention", "--dry-run")
    said = capsys.readouterr().out
    for holding in timed():
        assert holding.model in said
    assert "Nothing was changed." in said
    assert {holding.model: model_of(holding)._default_manager.count() for holding in timed()} == before
    assert not RetentionRun.objects.exists()
    call_command("retention")
    assert "Done:" in capsys.readouterr().out
    assert not RosterImport.objects.exists()


def test_the_clock_goes_once_a_day_and_only_counts_the_first_time(world):
    age(400)
    first = run_daily()
    assert first.is_trial
    assert first.counts["courses.RosterImport"] == 1
    assert RosterImport.objects.exists()
    assert run_daily() is None
    RetentionRun.objects.update(day=timezone.now().date() - dt.timedelta(days=1))
    second = run_daily()
    assert not second.is_trial
    assert not RosterImport.objects.exists()
    assert AuditEntry.objects.get(verb="privacy.retention").changes["rows"] == second.counts
    assert FilesToWipe.objects.filter(reason="retention").exists()


def test_the_table_is_one_query(world, django_assert_num_queries):
    with django_assert_num_queries(1):
        due_table()


def test_rows_that_do_not_go_do_not_hold_up_the_others(world, monkeypatch):
    age(400)
    from lms.privacy.actions import retain

    monkeypatch.setattr(retain, "purges", lambda: {"courses.RosterImport": lambda rows: 0})
    run = run_retention(actor=None)
    assert run.counts["notices.Notice"]
    assert run.counts["courses.RosterImport"] == 1
    assert RosterImport.objects.exists()
