"""Who looks at lists of people is written down, cheaply; who collects people is noticed and braked."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import RequestFactory
from django.utils import timezone

from lms.audit import harvesting
from lms.audit.actions import record_view
from lms.audit.harvesting import SlowedDown
from lms.audit.models import AuditEntry, Harvest, ListView
from lms.notices.models import Notice
from lms.people.models import Role

NOON = dt.datetime(2027, 3, 1, 12, 0, 30, tzinfo=dt.UTC)


@pytest.fixture
def at(monkeypatch):
    """``at(minutes)``: it is so many minutes after noon."""

    def go(minutes: float) -> dt.datetime:
        now = NOON + dt.timedelta(minutes=minutes)
        monkeypatch.setattr(timezone, "now", lambda: now)
        return now

    go(0)
    return go


@pytest.fixture
def few(settings):
    """Ten people an hour, whatever the role; coordinators forty."""
    settings.PEOPLE_AN_HOUR = {"": 10, "trainer": 10, "coordinator": 40}


@pytest.fixture
def watchers(make_person):
    return [
        make_person("admin@example.org", role=Role.ADMINISTRATOR),
        make_person("dpo@example.org", role=Role.DATA_PROTECTION_OFFICER),
    ]


def looked():
    return AuditEntry.objects.filter(verb="audit.view_list").count()


def test_a_look_says_which_list_how_many_and_of_which_countries(trainer, training, at):
    record_view(actor=trainer, what="courses.people", target=training, rows=30, countries=["ZW", "BW", "ZW", None])
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.verb, entry.target_id) == (trainer, "audit.view_list", str(training.pk))
    assert entry.changes == {"list": "courses.people", "rows": 30, "countries": ["BW", "ZW"]}


def test_looking_again_within_ten_minutes_is_the_same_look(trainer, training, at):
    for minute in (0, 1, 9):
        at(minute)
        record_view(actor=trainer, what="courses.people", target=training, rows=30, part="page=1")
        record_view(actor=trainer, what="courses.people", target=training, rows=20, part="page=2")
    assert looked() == 1
    at(10)
    record_view(actor=trainer, what="courses.people", target=training, rows=30)
    assert looked() == 2


def test_taking_away_is_an_entry_each_time(trainer, training, at):
    for _time in range(3):
        record_view(actor=trainer, what="courses.people", target=training, rows=3, verb="courses.export_people")
    assert AuditEntry.objects.filter(verb="courses.export_people").count() == 3


def test_a_look_costs_three_queries_at_most(trainer, training, at, django_assert_num_queries):
    def look(part="", rows=3):
        record_view(actor=trainer, what="courses.people", target=training, rows=rows, part=part)

    with django_assert_num_queries(3):  # what was shown, the count, the entry
        look()
    with django_assert_num_queries(1):  # nothing new
        look()
    with django_assert_num_queries(2):  # another page
        look("page=2")
    with django_assert_num_queries(2):  # the page has grown
        look(rows=4)


def test_a_search_is_not_kept_in_clear(trainer, training, at):
    record_view(actor=trainer, what="courses.people", target=training, rows=1, part="q=Mutasa")
    assert "Mutasa" not in ListView.objects.get().part
    assert "Mutasa" not in str(AuditEntry.objects.values().get())


def test_the_same_list_forty_times_is_work_not_harvesting(trainer, training, at, few):
    for minute in range(40):
        at(minute)
        record_view(actor=trainer, what="courses.people", target=training, rows=10, total=10, part=f"q={minute}")
    assert not Harvest.objects.exists()


def test_more_people_than_the_role_explains_raise_one_alarm_and_close_lists(trainer, training, at, few, watchers):
    for number in range(3):
        if number == 2:
            with pytest.raises(SlowedDown) as closed:
                record_view(actor=trainer, what=f"list {number}", rows=6)
            assert closed.value.seconds == 3600
        else:
            record_view(actor=trainer, what=f"list {number}", rows=6)
    alarm = Harvest.objects.get()
    assert (alarm.actor, alarm.rows, alarm.limit) == (trainer, 12, 10)
    entry = AuditEntry.objects.get(verb="audit.harvest_alarm")
    assert (entry.about, entry.actor) == (trainer, None)
    assert entry.changes["people_an_hour"] == [10, 12]
    told = Notice.objects.filter(kind="harvest_alarm")
    assert {notice.person for notice in told} == set(watchers)
    assert told[0].context == {"actor": trainer.pk, "shown": 12, "limit": 10}


def test_while_lists_are_closed_nothing_is_written(trainer, at, few, watchers):
    record_view(actor=trainer, what="one", rows=11)
    before = (AuditEntry.objects.count(), ListView.objects.count())
    for minute in (1, 30, 59.9):
        at(minute)
        with pytest.raises(SlowedDown):
            record_view(actor=trainer, what="another", rows=1)
    assert (AuditEntry.objects.count(), ListView.objects.count()) == before


def test_after_an_hour_lists_open_again_and_what_was_seen_is_forgiven(trainer, at, few, watchers):
    record_view(actor=trainer, what="one", rows=11)
    at(61)
    record_view(actor=trainer, what="two", rows=10)
    assert Harvest.objects.get().slowed_until < timezone.now()
    # A second time on one day: closed again, told once.
    record_view(actor=trainer, what="three", rows=10)
    with pytest.raises(SlowedDown):
        record_view(actor=trainer, what="four", rows=1)
    assert Harvest.objects.count() == 1
    assert Notice.objects.filter(kind="harvest_alarm").count() == len(watchers)


def test_a_coordinator_may_see_more(coordinator, at, few):
    record_view(actor=coordinator, what="one", rows=40)
    assert not Harvest.objects.exists()


def test_an_administrator_may_open_lists_again(trainer, at, few, watchers):
    record_view(actor=trainer, what="one", rows=11)
    alarm = Harvest.objects.get()
    assert harvesting.lift(alarm=alarm, actor=watchers[0])
    assert not harvesting.lift(alarm=alarm, actor=watchers[0]), "once is enough"
    record_view(actor=trainer, what="two", rows=10)
    assert AuditEntry.objects.get(verb="audit.lift_brake").about == trainer


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_the_closed_list_says_when_in_the_readers_language(login, trainer, training, few, watchers, language):
    record_view(actor=trainer, what="one", rows=11)
    client = login(trainer)
    client.cookies["django_language"] = language
    answer = client.get(f"/{language}/trainings/{training.slug}/people/")
    assert answer.status_code == 429
    assert 3500 < int(answer["Retry-After"]) <= 3600
    page = answer.content.decode()
    assert f'lang="{language}"' in page
    if language == "en":
        assert "Lists and files open again in 60 minutes." in page
        assert "Everything. Nothing was changed, and every other page works." in page
    # Every other page works.
    assert client.get(f"/{language}/").status_code == 200


def test_nothing_typed_is_lost_while_lists_are_closed(
    login, trainer, training, enrolment, opening_marks, few, watchers
):
    """The brake is for looking: a mark that a trainer sends is kept, also then."""
    record_view(actor=trainer, what="one", rows=11)
    session = opening_marks(login(trainer))
    assert session.attendance.get(enrolment=enrolment).status == "present"


@pytest.fixture
def opening_marks(training, enrolment):
    from sessions.models import SessionKind, TrainingSession

    day = training.starts_on
    start = dt.datetime.combine(day, dt.time(9), tzinfo=dt.UTC)
    session = TrainingSession.objects.create(
        training=training, kind=SessionKind.SESSION, title="Opening", day=1, half_day=1, position=1, date=day,
        starts=dt.time(9), ends=dt.time(10), time_zone="UTC", starts_at=start, ends_at=start + dt.timedelta(hours=1),
        counts_for_attendance=True,
    )  # fmt: skip

    def mark(client):
        data = {"session": session.pk, "one": f"{enrolment.pk}:present", "client_id": "c1"}
        assert client.post(f"/en/trainings/{training.slug}/register/mark/", data).status_code == 302
        return session

    return mark


def test_another_exception_is_not_the_brakes(trainer):
    from lms.audit.middleware import SlowDownMiddleware

    middleware = SlowDownMiddleware(lambda request: None)
    assert middleware.process_exception(RequestFactory().get("/"), ValueError()) is None
