"""Two people press at the same moment."""

from __future__ import annotations

import datetime as dt
from threading import Barrier

import pytest
from django.utils import timezone

from courses.models import Enrolment, EnrolmentState
from lms.people.models import Person
from sessions import codes
from sessions.actions import add_session, check_in, make_agenda, mark_attendance, mark_rest, new_calendar_link
from sessions.models import Attendance, AttendanceBatch, CalendarLink, TrainingSession, VenueSpace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def seats(training):
    """Twenty people with a seat."""
    people = [Person.objects.create(email=f"p{n}@example.org", country_id="ZW") for n in range(20)]
    return [Enrolment.objects.create(training=training, person=p, state=EnrolmentState.CONFIRMED) for p in people]


def test_two_markers_at_once_leave_one_mark_per_person(together, opening, seats, trainer, coordinator):
    marks = [dict.fromkeys([seat.pk for seat in seats], status) for status in ("present", "absent")]
    together(
        lambda: mark_attendance(session=opening, marks=marks[0], actor=trainer),
        lambda: mark_attendance(session=opening, marks=marks[1], actor=coordinator),
        lambda: mark_rest(session=opening, actor=trainer, status="excused"),
    )
    assert Attendance.objects.count() == 20
    # Each press is all or nothing, so everybody has the mark of the later one.
    assert len(set(Attendance.objects.values_list("status", flat=True))) == 1
    assert AttendanceBatch.objects.count() == 3


def test_one_press_sent_many_times_at_once_counts_once(together, opening, seats, trainer):
    marks = {seats[0].pk: "late"}

    def press():
        return mark_attendance(session=opening, marks=marks, actor=trainer, client_id="one-press").changed

    assert sorted(together(*[press] * 6)) == [0, 0, 0, 0, 0, 1]


def test_a_scan_and_a_trainer_at_once_leave_one_mark(together, training, opening, seats, trainer):
    now = timezone.now()
    TrainingSession.objects.filter(pk=opening.pk).update(starts_at=now, ends_at=now + timezone.timedelta(hours=1))
    code = codes.shown_at(opening.code_secret, now).code
    scans = [lambda: check_in(person=seats[0].person, code=code, now=now)] * 4
    together(*scans, lambda: mark_rest(session=opening, actor=trainer))
    assert Attendance.objects.filter(enrolment=seats[0]).count() == 1
    assert Attendance.objects.count() == 20


def test_an_agenda_pressed_by_two_is_made_once(together, training):
    one, other = together(*[lambda: len(make_agenda(training=training))] * 2)
    assert one == other == 26
    assert training.sessions.count() == 26


def test_of_two_who_want_the_same_hall_one_is_refused(together, training):
    hall = VenueSpace.objects.create(name="Main hall")

    def take():
        at = {"date": training.starts_on, "starts": dt.time(18), "ends": dt.time(19)}
        add_session(training=training, title="Talk", venue=hall, **at)
        return "added"

    assert sorted(together(*[take] * 3)) == ["added", "busy", "busy"]


def test_two_new_calendar_addresses_at_once_leave_one(together, participant):
    together(*[lambda: new_calendar_link(person=participant)] * 3)
    assert CalendarLink.objects.filter(revoked_at=None).count() == 1


def test_without_the_guard_both_get_the_hall(together, training):
    """The control: looking first and writing afterwards books it twice, so the race above is a real one."""
    hall = VenueSpace.objects.create(name="Main hall")
    looked = Barrier(2)
    start = timezone.now()

    def look_then_take():
        is_free = not TrainingSession.objects.filter(venue=hall).exists()
        # Both have looked before either writes.
        looked.wait(30)
        if is_free:
            TrainingSession.objects.create(
                training=training, title="Talk", venue=hall, time_zone="Africa/Harare", date=training.starts_on,
                starts=dt.time(18), ends=dt.time(19), starts_at=start, ends_at=start + dt.timedelta(hours=1),
            )  # fmt: skip

    together(look_then_take, look_then_take)
    assert TrainingSession.objects.filter(venue=hall).count() == 2
