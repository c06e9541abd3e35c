"""A list of trainings that names one of ours changes it as its form would, or says in which line it cannot."""

from __future__ import annotations

import datetime as dt

import pytest

from courses.actions.import_trainings import import_trainings
from courses.actions.stages import cancel_training
from courses.models import EnrolmentState, Stage, Training
from lms.audit.models import AuditEntry
from sessions.actions import make_agenda, mark_attendance


@pytest.fixture
def bring_in(training):
    """Brings in a list with one line about the training: ``bring_in(start, capacity=30)``."""

    def bring_in(start, *, dry_run=False, **columns):
        names, cells = ",".join(["slug", "title", "start", *columns]), ",".join(map(str, columns.values()))
        data = f'{names}\n{training.slug},"{training.title}",{start}{"," if cells else ""}{cells}\n'
        done = import_trainings(data=data.encode(), dry_run=dry_run)
        training.refresh_from_db()
        return done

    return bring_in


def test_another_first_day_moves_the_agenda_and_opens_the_training_again(training, bring_in):
    make_agenda(training=training)
    Training.objects.filter(pk=training.pk).update(stage=Stage.FINISHED)
    first = training.starts_on + dt.timedelta(days=60)

    assert bring_in(first).updated == 1

    assert (training.starts_on, training.stage) == (first, Stage.OPEN)
    session = training.sessions.order_by("starts_at").first()
    assert (session.date, session.sequence) == (first, 1)
    assert AuditEntry.objects.filter(verb="courses.change_training").count() == 1


@pytest.mark.parametrize("dry_run", [True, False])
def test_what_the_agenda_cannot_follow_is_a_line_that_stays_out(training, enrolment, trainer, bring_in, dry_run):
    session = make_agenda(training=training)[0]
    mark_attendance(session=session, marks={enrolment.pk: "present"}, actor=trainer)
    first, capacity = training.starts_on, training.capacity

    done = bring_in(first + dt.timedelta(days=60), capacity=capacity + 5, dry_run=dry_run)

    assert (done.updated, [one.field for one in done.rejected]) == (0, ["start"])
    assert "Attendance was marked already" in done.rejected[0].reason
    assert (training.starts_on, training.capacity) == (first, capacity)


def test_a_cancelled_training_is_not_changed(training, coordinator, bring_in):
    Training.objects.filter(pk=training.pk).update(starts_on=training.today() + dt.timedelta(days=5))
    training.refresh_from_db()
    first = training.starts_on
    cancel_training(training=training, reason="The host cannot come.", actor=coordinator)

    assert bring_in(first).unchanged == 1
    for done in (bring_in(first + dt.timedelta(days=60)), bring_in(first, capacity=training.capacity + 1)):
        assert (done.updated, [one.field for one in done.rejected]) == (0, ["slug"])
    assert (training.starts_on, training.stage) == (first, Stage.CANCELLED)


def test_a_dry_run_counts_the_same_and_changes_nothing(training, enrolment, bring_in):
    first = training.starts_on
    later = first + dt.timedelta(days=60)
    columns = {"capacity": training.capacity + 5, "country": "ZM", "days": 3}

    assert bring_in(later, dry_run=True, **columns).updated == 1
    assert training.starts_on == first
    assert not AuditEntry.objects.filter(verb="courses.change_training").exists()

    assert bring_in(later, **columns).updated == 1
    assert (training.starts_on, training.country_id, training.days) == (later, "ZM", 3)
    assert training.capacity == columns["capacity"]
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.CONFIRMED
    assert bring_in(later, **columns).unchanged == 1
