"""Seats: exactly as many as there are, in the order people came, and nobody is put out."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.actions import seats
from courses.actions.apply_roster import apply_roster
from courses.actions.check_roster import check_roster
from courses.actions.enrol import enrol
from courses.actions.import_trainings import import_trainings
from courses.actions.plan_training import FIELDS, change_training
from courses.actions.stages import cancel_training
from courses.models import CountrySeats, Enrolment, EnrolmentState, RosterState, Stage, Training
from courses.seating import place_in_line
from lms.audit.models import AuditEntry
from lms.common.errors import Refused
from lms.notices.models import Notice


@pytest.fixture
def small(training):
    """The running training, with two seats, beginning in a week."""
    training.capacity = 2
    training.stage = Stage.OPEN
    training.starts_on = timezone.now().date() + dt.timedelta(days=7)
    training.save()
    return training


@pytest.fixture
def come(small, make_person):
    """Enrols people one after another: ``come("a", "b", "c")`` returns their enrolments."""

    def arrive(*names, country="ZW"):
        return [
            enrol(training=small, person=(p := make_person(f"{name}@example.org", country=country)), country=p.country)
            for name in names
        ]

    return arrive


def states(*enrolments):
    for one in enrolments:
        one.refresh_from_db()
    return [one.state for one in enrolments]


def until(enrolment):
    """When her offer runs out."""
    enrolment.refresh_from_db()
    return enrolment.offer_expires_at


def test_the_third_for_two_seats_waits(small, come):
    first, second, third = come("a", "b", "c")
    assert states(first, second, third) == ["confirmed", "confirmed", "waiting"]
    small.refresh_from_db()
    assert small.seats_taken == 2
    assert place_in_line(third) == 1


def test_enrolling_twice_changes_nothing(small, come):
    (first,) = come("a")
    again = enrol(training=small, person=first.person, country=first.country)
    small.refresh_from_db()
    assert again.pk == first.pk
    assert small.seats_taken == 1


def test_a_seat_that_comes_free_is_offered_to_the_first_in_line(small, come):
    first, _, third, fourth = come("a", "b", "c", "d")
    assert seats.withdraw(enrolment=first, actor=None)
    assert states(first, third, fourth) == ["withdrawn", "offered", "waiting"]
    small.refresh_from_db()
    # The offer holds the seat.
    assert small.seats_taken == 2
    assert not seats.withdraw(enrolment=first, actor=None)
    small.refresh_from_db()
    assert small.seats_taken == 2


def test_an_offer_is_confirmed_once_or_runs_out(small, come):
    first, second, third, fourth = come("a", "b", "c", "d")
    seats.withdraw(enrolment=first, actor=None)
    third.refresh_from_db()
    seats.confirm_offer(enrolment=third)
    seats.confirm_offer(enrolment=third)
    assert states(third) == ["confirmed"]
    seats.withdraw(enrolment=second, actor=None)
    later = timezone.now() + dt.timedelta(days=3)
    assert seats.expire_offers(later) == 1
    assert seats.expire_offers(later) == 0
    assert states(fourth) == ["expired"]
    with pytest.raises(Refused):
        seats.confirm_offer(enrolment=fourth)
    small.refresh_from_db()
    assert small.seats_taken == 1


def test_declining_hands_the_offer_on(small, come):
    first, _, third, fourth = come("a", "b", "c", "d")
    seats.withdraw(enrolment=first, actor=None)
    third.refresh_from_db()
    assert seats.decline_invitation(enrolment=third, actor=third.person)
    assert states(third, fourth) == ["declined", "offered"]


def test_nobody_is_put_out_when_the_capacity_shrinks(small, come):
    first, second, third = come("a", "b", "c")
    seats.set_capacity(training=small, capacity=1)
    assert states(first, second, third) == ["confirmed", "confirmed", "waiting"]
    seats.withdraw(enrolment=first, actor=None)
    # One seat, one person: the seat that went is not given again.
    assert states(second, third) == ["confirmed", "waiting"]
    small.refresh_from_db()
    assert (small.seats_taken, small.seats_over) == (1, 0)


def test_more_seats_are_offered_to_those_who_wait(small, come):
    *_, third, fourth = come("a", "b", "c", "d")
    seats.set_capacity(training=small, capacity=3)
    assert states(third, fourth) == ["offered", "waiting"]


def test_a_file_of_trainings_offers_more_seats_and_mails_nobody(small, come):
    *_, third = come("a", "b", "c")
    Notice.objects.all().delete()
    line = f'{small.slug},"{small.title}",{small.starts_on},{small.days},{small.course.slug},3'
    import_trainings(data=f"slug,title,start,days,course,capacity\n{line}\n".encode())
    assert states(third) == ["offered"]
    assert not Notice.objects.exists()


def test_the_table_itself_refuses_one_seat_too_many(small, come):
    come("a", "b")
    with pytest.raises(IntegrityError), transaction.atomic():
        Training.objects.filter(pk=small.pk).update(seats_taken=3)


def test_in_a_training_that_is_over_everybody_attended(small, make_person):
    for name in "abc":
        person = make_person(f"{name}@example.org")
        assert enrol(training=small, person=person, country=person.country, past=True).state == EnrolmentState.ATTENDED
    small.refresh_from_db()
    assert (small.seats_taken, small.seats_over) == (3, 1)


def test_who_left_may_come_back_at_the_end_of_the_line(small, come):
    first, _, third = come("a", "b", "c")
    seats.withdraw(enrolment=first, actor=None)
    back = enrol(training=small, person=first.person, country=first.country)
    assert (back.pk, back.state) == (first.pk, EnrolmentState.WAITING)
    assert states(third) == ["offered"]


def test_seats_kept_for_a_country_stay_free_for_it(small, come):
    CountrySeats.objects.create(training=small, country_id="BH", minimum=1)
    first, second = come("a", "b")
    assert states(first, second) == ["confirmed", "waiting"]
    (bahraini,) = come("c", country="BH")
    assert states(bahraini) == ["confirmed"]


def test_a_country_gets_no_more_than_its_most_and_others_pass(small, come):
    CountrySeats.objects.create(training=small, country_id="ZW", maximum=1)
    first, second = come("a", "b")
    (other,) = come("c", country="BH")
    assert states(first, second, other) == ["confirmed", "waiting", "confirmed"]
    (late,) = come("d", country="BH")
    seats.withdraw(enrolment=other, actor=None)
    # The Zimbabwean was first in line, but her country has all its seats: she keeps her place.
    assert states(second, late) == ["waiting", "offered"]


def test_nobody_enters_a_cancelled_training(small, make_person):
    small.stage = Stage.CANCELLED
    small.save()
    with pytest.raises(Refused):
        enrol(training=small, person=make_person("a@example.org"), country=None)


def test_what_is_recorded_is_the_state_that_was_left(training, enrolment, coordinator):
    """Not the one that the page had read: she may have been moved meanwhile."""
    seen = Enrolment.objects.get(pk=enrolment.pk)
    Enrolment.objects.filter(pk=enrolment.pk).update(state="offered", offer_expires_at=timezone.now())
    assert seats.withdraw(enrolment=seen, actor=coordinator)
    entry = AuditEntry.objects.get(verb="courses.withdraw")
    assert (entry.actor, entry.about) == (coordinator, enrolment.person)
    assert entry.changes["state"] == ["offered", "withdrawn"]
    assert not seats.withdraw(enrolment=seen, actor=coordinator)
    assert AuditEntry.objects.filter(verb="courses.withdraw").count() == 1


def test_nobody_is_brought_into_a_cancelled_training_by_a_list_checked_before(small, coordinator):
    data = b"Given name,Family name,E-mail,Country\nNew,Officer,new@example.org,Zimbabwe\n"
    rosters = [check_roster(training=small, data=data, file_name=f"{n}.csv", actor=coordinator) for n in "ab"]
    counts = apply_roster(roster=rosters[0], actor=coordinator)
    cancel_training(training=small, reason="The host cannot come.", actor=coordinator)

    with pytest.raises(Refused) as refusal:
        apply_roster(roster=rosters[1], actor=coordinator)

    assert refusal.value.code == "cancelled"
    rosters[1].refresh_from_db()
    assert rosters[1].state == RosterState.CHECKED
    assert apply_roster(roster=rosters[0], actor=coordinator) == counts


class TestOffersGoWithTheFirstDay:
    """Offered without a mail, a seat is held until the training begins; with one, as long as the mail says."""

    @pytest.fixture
    def begin(self, small, coordinator):
        """``begin(days=5)``: the training now begins so many days from today; a ``zone`` may change with it."""

        def move(days, zone="Africa/Harare"):
            small.refresh_from_db()
            first = timezone.now().date() + dt.timedelta(days=days)
            values = {name: getattr(small, name) for name in FIELDS} | {"starts_on": first, "time_zone": zone}
            change_training(training=small, values=values, actor=coordinator)
            small.refresh_from_db()
            return dt.datetime.combine(first, dt.time(0), tzinfo=small.zone)

        return move

    @pytest.fixture
    def offered(self, small, come):
        """``offered(tell=False)``: the one in line, to whom a third seat was offered, and until when."""

        def offer(*, tell):
            *_, third = come("a", "b", "c")
            seats.set_capacity(training=small, capacity=3, tell=tell)
            return third, until(third)

        return offer

    def test_an_untold_offer_holds_until_the_new_first_day(self, offered, begin):
        third, _before = offered(tell=False)
        assert begin(60) == until(third)
        assert begin(60, "Africa/Lagos") == until(third)
        begins = begin(3)
        assert until(third) == begins
        assert seats.expire_offers(begins - dt.timedelta(minutes=1)) == 0

    def test_one_that_she_was_told_of_stays_as_it_was_told(self, offered, begin):
        third, told = offered(tell=True)
        begin(60)
        assert until(third) == told

    def test_even_where_the_first_day_had_cut_it_short(self, offered, begin):
        begins = begin(2)
        third, told = offered(tell=True)
        assert told <= begins
        begin(60)
        assert until(third) == told

    def test_none_outlasts_a_first_day_that_came_earlier(self, offered, begin):
        third, told = offered(tell=True)
        begins = begin(1)
        # But she has two hours at least.
        assert begins <= until(third) < told
        assert until(third) <= max(begins, timezone.now() + seats.SHORTEST_OFFER)

    def test_what_ran_out_before_the_move_is_not_revived(self, offered, begin):
        third, _before = offered(tell=False)
        over = timezone.now() - dt.timedelta(minutes=1)
        Enrolment.objects.filter(pk=third.pk).update(offer_expires_at=over)
        begin(60)
        assert until(third) == over


class TestNoSeatIsGivenBack:
    def test_once_the_training_is_over(self, small, come):
        (first,) = come("a")
        Training.objects.filter(pk=small.pk).update(starts_on=timezone.now().date() - dt.timedelta(days=9))
        with pytest.raises(Refused) as refusal:
            seats.decline_invitation(enrolment=first, actor=first.person)
        assert (refusal.value.code, states(first)) == ("over", ["confirmed"])

    def test_in_a_cancelled_one_so_that_it_can_still_be_read_who_was_to_come(self, small, come, coordinator):
        (first,) = come("a")
        cancel_training(training=small, reason="The host cannot come.", actor=coordinator)
        with pytest.raises(Refused) as refusal:
            seats.decline_invitation(enrolment=first, actor=first.person)
        assert (refusal.value.code, states(first)) == ("cancelled", ["confirmed"])
