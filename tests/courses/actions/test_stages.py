"""A training moves by its invitations and its days; somebody's word alone cancels it."""

from __future__ import annotations

import datetime as dt

import pytest

from courses.actions.enrol import enrol
from courses.actions.invite import queue_invitations
from courses.actions.plan_training import FIELDS, change_training
from courses.actions.stages import cancel_training, settle_stages
from courses.models import EnrolmentState, Stage
from lms.audit.models import AuditEntry
from lms.common.errors import Refused
from lms.notices.actions import send_due
from lms.notices.models import Notice


def on(training, days, stage=Stage.OPEN):
    """The training, its first day ``days`` from today at its venue."""
    training.starts_on = training.today() + dt.timedelta(days=days)
    training.stage = stage
    training.save()
    return training


def changed(training, actor, **values):
    return change_training(
        training=training, values={name: getattr(training, name) for name in FIELDS} | values, actor=actor
    )


@pytest.mark.parametrize(
    ("days", "before", "after"),
    [
        (1, Stage.PLANNED, Stage.PLANNED),
        (1, Stage.OPEN, Stage.OPEN),
        (0, Stage.PLANNED, Stage.RUNNING),
        (-1, Stage.OPEN, Stage.RUNNING),
        (-2, Stage.RUNNING, Stage.FINISHED),
        (-2, Stage.PLANNED, Stage.FINISHED),
        (-1, Stage.FINISHED, Stage.RUNNING),
        (30, Stage.FINISHED, Stage.OPEN),
        (-2, Stage.CANCELLED, Stage.CANCELLED),
        (30, Stage.REPORTED, Stage.REPORTED),
        (-2, Stage.REPORTED, Stage.REPORTED),
    ],
)
def test_the_clock_moves_a_training_of_two_days_by_the_date_at_its_venue(training, days, before, after):
    on(training, days, before)

    settle_stages()

    training.refresh_from_db()
    assert training.stage == after
    assert settle_stages() == 0


def test_the_day_begins_where_the_training_is(training):
    training.time_zone = "Pacific/Kiritimati"
    on(training, 0)
    assert settle_stages() == 1


def test_a_training_that_is_moved_to_later_days_is_open_again(training, coordinator):
    on(training, 0)
    settle_stages()
    training.refresh_from_db()

    moved = changed(training, coordinator, starts_on=training.today() + dt.timedelta(days=20))

    assert moved.stage == Stage.OPEN


def test_the_first_invitation_opens_what_was_planned(training, enrolment, coordinator):
    on(training, 30, Stage.PLANNED)
    queue_invitations(enrolments=[enrolment], actor=coordinator)
    training.refresh_from_db()
    assert training.stage == Stage.OPEN


class TestCancelling:
    @pytest.fixture
    def ahead(self, training):
        return on(training, 30)

    def test_everybody_concerned_is_told_and_nobody_else(self, ahead, make_person, coordinator):
        seats = {}
        for state in ("confirmed", "waiting", "withdrawn"):
            person = make_person(f"{state}@example.org", country="ZW")
            seats[state] = enrol(training=ahead, person=person, country=person.country)
            type(seats[state]).objects.filter(pk=seats[state].pk).update(state=state)

        cancel_training(training=ahead, reason="The host cannot come.", actor=coordinator)

        ahead.refresh_from_db()
        assert ahead.stage == Stage.CANCELLED
        told = Notice.objects.filter(kind="training_cancelled").values_list("person__email", flat=True)
        assert set(told) == {"confirmed@example.org", "waiting@example.org"}
        seats["confirmed"].refresh_from_db()
        assert seats["confirmed"].state == EnrolmentState.CONFIRMED
        assert AuditEntry.objects.filter(verb="courses.cancel_training").count() == 1

    def test_a_second_press_changes_nothing(self, ahead, enrolment, coordinator):
        for _press in range(2):
            cancel_training(training=ahead, reason="The host cannot come.", actor=coordinator)

        assert Notice.objects.filter(kind="training_cancelled").count() == 1
        assert AuditEntry.objects.filter(verb="courses.cancel_training").count() == 1

    def test_it_needs_a_reason(self, ahead, coordinator):
        with pytest.raises(Refused) as refusal:
            cancel_training(training=ahead, reason="  ", actor=coordinator)
        assert refusal.value.code == "reason_missing"

    def test_what_is_over_is_not_cancelled(self, training, coordinator):
        on(training, -5, Stage.FINISHED)
        with pytest.raises(Refused) as refusal:
            cancel_training(training=training, reason="Too late.", actor=coordinator)
        assert refusal.value.code == "over"


class TestThePage:
    def test_the_coordinator_says_why_and_the_training_is_cancelled(self, training, enrolment, login, coordinator):
        on(training, 30)
        client = login(coordinator)
        address = f"/en/trainings/{training.slug}/cancel/"

        assert "1 person is told by mail." in client.get(address).text
        assert client.post(address, {"reason": " "}).status_code == 200
        answer = client.post(address, {"reason": "The host cannot come."}, follow=True)

        assert "The training is cancelled. Everybody concerned is told by mail." in answer.text
        assert "This training was cancelled." in answer.text
        training.refresh_from_db()
        assert training.stage == Stage.CANCELLED
        assert client.get(address).status_code == 302

    def test_a_trainer_does_not_cancel(self, training, login, trainer):
        on(training, 30)
        assert login(trainer).post(f"/en/trainings/{training.slug}/cancel/", {"reason": "x"}).status_code == 403
        training.refresh_from_db()
        assert training.stage == Stage.OPEN

    def test_the_mail_says_why(self, training, enrolment, coordinator, mailoutbox):
        on(training, 30)
        cancel_training(training=training, reason="The hall was flooded.", actor=coordinator)
        send_due()

        (mail,) = mailoutbox
        assert "The hall was flooded." in mail.body
        assert training.title in mail.body
