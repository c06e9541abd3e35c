"""Nothing is kept longer than it says."""

from __future__ import annotations

import datetime as dt

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.utils import timezone

from courses.models import RosterImport, RosterLine
from lms.audit.models import AppendOnlyModel, AuditEntry
from lms.notices.models import Notice, OutsideMail
from lms.privacy.actions import run_daily, run_retention
from lms.privacy.models import FilesToWipe, RetentionRun
from lms.privacy.registry import model_of
from lms.privacy.retention import due_table, timed
from lms.rooms.models import RoomEvent
from tests.lms.privacy.world import FAMILY, World


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
    assert waiting.keys() == {holding.model for holding in timed()}
    run = run_retention(actor=None)
    assert run.counts.items() >= waiting.items()
    assert due() == {}
    for holding in timed():
        if holding.model not in {"rooms.RoomEvent", "joining.Application"}:
            assert not holding.rows(world.officer).exists(), holding.model
    # Rooms keep their numbers, without words and names.
    assert RoomEvent.objects.filter(room=world.room).count() == 3
    # The question that was reported waits for the moderators.
    assert list(RoomEvent.objects.order_by("number").values_list("author_name", flat=True)) == ["", "Calm Ibis", ""]
    assert not RosterLine.objects.exists()
    # Enrolments, results, certificates and the account have no time of their own.
    world.officer.refresh_from_db()
    assert world.officer.family_name == FAMILY
    assert world.enrolment.certificates.exists()


@pytest.mark.parametrize("holding", timed(), ids=lambda h: h.model)
def test_the_day_before_its_time_nothing_goes(world, holding):
    if holding.keep_days in {0, 7} or holding.model == "privacy.AddressChange":
        return  # their end is written in the row
    age(holding.keep_days - 1)
    assert holding.model not in due()
    age(holding.keep_days + 1)
    assert holding.model in due()


def test_a_trial_changes_nothing(world, capsys):
    age(400)
    before = {holding.model: model_of(holding)._default_manager.count() for holding in timed()}
    call_command("retention", "--dry-run")
    told = capsys.readouterr().out
    for holding in timed():
        assert holding.model in told
    assert "Nothing was changed." in told
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
