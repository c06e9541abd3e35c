"""The pages of session days, walked through as people do."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import Enrolment, EnrolmentState, Training
from sessions import codes
from sessions.actions import mark_attendance, mark_rest
from sessions.models import Attendance, TrainingSession

LANGUAGES = ("en", "ar")


def agenda_url(training, language="en"):
    return f"/{language}/trainings/{training.slug}/sessions/"


def register_url(training, language="en"):
    return f"/{language}/trainings/{training.slug}/register/"


@pytest.fixture
def open_session(training, agenda):
    """The opening, moved so that its door is open at this very moment."""
    session = training.sessions.get(day=1, starts="09:00")
    now = timezone.now()
    TrainingSession.objects.filter(pk=session.pk).update(starts_at=now, ends_at=now + timezone.timedelta(minutes=30))
    session.refresh_from_db()
    return session


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_participant_reads_the_agenda_in_her_language(training, agenda, enrolment, participant, login, language):
    page = login(participant).get(agenda_url(training, language))
    text = page.content.decode()
    assert page.status_code == 200
    assert {"en": "AI basics in plain language", "ar": "أساسيات الذكاء الاصطناعي بلغة بسيطة"}[language] in text
    assert "/move/" not in text
    assert "/register/" not in text


def test_times_stand_at_the_venue_and_in_the_reader_s_own_zone(training, agenda, enrolment, participant, login):
    participant.time_zone = "Asia/Bahrain"
    participant.save()
    text = login(participant).get(agenda_url(training)).content.decode()
    assert "08:30" in text
    assert "your time 09:30" in text


def test_who_may_not_know_the_training_finds_nothing(training, agenda, stranger, login, opening):
    client = login(stranger)
    for path in (
        agenda_url(training),
        register_url(training),
        f"/en/trainings/{training.slug}/sessions/calendar.ics",
        f"/en/sessions/{opening.pk}/",
        f"/en/sessions/{opening.pk}/code/",
        f"/en/sessions/{opening.pk}/move/",
    ):
        assert client.get(path).status_code == 404, path


def test_a_participant_changes_nothing(training, agenda, enrolment, participant, login, opening):
    client = login(participant)
    for path in (f"/en/sessions/{opening.pk}/{what}/" for what in ("move", "place", "cancel", "code")):
        assert client.get(path).status_code == 403, path
    assert client.get(register_url(training)).status_code == 403
    assert client.post(register_url(training) + "mark/", {"session": opening.pk, "rest": 1}).status_code == 403
    assert not Attendance.objects.exists()


def test_nobody_reads_it_without_log_in(training, agenda, client, opening):
    for path in (agenda_url(training), register_url(training), "/en/check-in/", "/en/calendar/"):
        assert client.get(path).status_code == 302


def test_a_trainer_makes_the_agenda_in_one_step_then_moves_and_cancels(training, trainer, login):
    client = login(trainer)
    assert "two-day" in client.get(agenda_url(training)).content.decode()
    for _ in range(2):
        client.post(agenda_url(training) + "make/", {"blueprint": "two-day"})
    assert training.sessions.count() == 26
    first = training.sessions.first()
    answer = client.post(
        f"/en/sessions/{first.pk}/move/", {"date": first.date, "starts": "08:00", "ends": "08:45", "reason": "Bus"}
    )
    assert answer.status_code == 302
    client.post(f"/en/sessions/{first.pk}/cancel/", {"reason": "No hall."})
    text = client.get(agenda_url(training)).content.decode()
    assert "No hall." in text
    first.refresh_from_db()
    assert (first.sequence, first.status) == (2, "cancelled")


def test_a_no_is_said_at_the_field_and_nothing_typed_is_lost(training, agenda, trainer, login, opening):
    client = login(trainer)
    answer = client.post(
        f"/en/sessions/{opening.pk}/move/",
        {"date": opening.date, "starts": "10:00", "ends": "09:00", "reason": "My reason"},
    )
    assert answer.status_code == 422
    assert "The end must be later than the start." in answer.content.decode()
    assert "My reason" in answer.content.decode()


def test_a_trainer_adds_an_item_with_a_hall_and_a_series(training, agenda, trainer, login):
    client = login(trainer)
    answer = client.post(
        agenda_url(training) + "add/",
        {
            "title": "Evening talk", "kind": "session", "date": training.starts_on, "starts": "18:00", "ends": "19:00",
            "venue_name": "Main  hall", "presenters": [trainer.pk], "half_day": "",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    made = training.sessions.get(starts="18:00")
    assert (str(made), made.venue.name, made.presenters.get().person) == ("Evening talk", "Main hall", trainer)
    until = training.starts_on + timezone.timedelta(weeks=5)
    answer = client.post(
        agenda_url(training) + "series/",
        {
            "title": "Clinic",
            "first": training.starts_on,
            "until": until,
            "weeks": 1,
            "starts": "20:00",
            "ends": "21:00",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    assert training.sessions.filter(series__isnull=False).count() == 6


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_register_marks_chosen_people_and_the_rest(
    training, opening, enrolment, make_seat, trainer, login, language
):
    seats = [enrolment, *(make_seat(f"p{n}@example.org") for n in range(3))]
    client = login(trainer)
    url = register_url(training, language)
    page = client.get(url, {"at": opening.pk})
    client_id = re.search(r'name="client_id" value="([^"]+)"', page.content.decode())[1]
    press = {"session": opening.pk, "at": opening.pk, "client_id": client_id}
    for _ in range(2):
        client.post(url + "mark/", press | {"who": [seats[0].pk, seats[1].pk], "status": "late"})
    client.post(url + "mark/", {"session": opening.pk, "one": f"{seats[2].pk}:excused"})
    client.post(url + "mark/", {"session": opening.pk, "rest": "1"})
    assert dict(Attendance.objects.values_list("enrolment", "status")) == {
        seats[0].pk: "late", seats[1].pk: "late", seats[2].pk: "excused", seats[3].pk: "present",
    }  # fmt: skip
    page = client.get(url, {"at": opening.pk}).content.decode()
    undo = {"session": opening.pk, "undo": re.search(r'name="undo" value="(\d+)"', page)[1]}
    for _ in range(2):
        client.post(url + "mark/", undo)
        assert Attendance.objects.count() == 3


def test_a_press_from_the_script_gets_the_table_alone(training, opening, enrolment, trainer, login):
    answer = login(trainer).post(
        register_url(training) + "mark/",
        {"session": opening.pk, "at": opening.pk, "who": [enrolment.pk], "status": "partly"},
        headers={"X-Fragment": "register"},
    )
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in text
    assert 'data-state="saved"' in text


@pytest.mark.parametrize(
    "body",
    [{}, {"session": "x"}, {"session": "9" * 40}, {"session": "1\x00"}],
)
def test_a_press_for_no_session_of_this_training_is_not_found(training, agenda, trainer, login, body):
    assert login(trainer).post(register_url(training) + "mark/", body).status_code == 404


def test_odd_presses_change_nothing_and_break_nothing(training, opening, enrolment, trainer, login):
    client = login(trainer)
    for body in (
        {"who": ["x", "-1", "9" * 30], "status": "present"},
        {"who": [enrolment.pk], "status": "maybe"},
        {"who": [enrolment.pk]},
        {"one": "::"},
        {"one": f"{enrolment.pk}:"},
        {"who": [999999], "status": "present"},
    ):
        assert client.post(register_url(training) + "mark/", {"session": opening.pk} | body).status_code == 302
    assert not Attendance.objects.exists()


def test_a_session_of_another_training_cannot_be_marked_here(training, agenda, trainer, login, course):
    from sessions.actions import make_agenda

    other = Training.objects.create(slug="other", title="Other", course=course, starts_on=training.starts_on)
    foreign = make_agenda(training=other)[1]
    answer = login(trainer).post(register_url(training) + "mark/", {"session": foreign.pk, "rest": "1"})
    assert answer.status_code == 404


def test_a_coordinator_of_one_country_reads_her_own_people_only(
    training, opening, enrolment, make_seat, coordinator_zw, login
):
    own = make_seat("chipo@example.org", given_name="Chipo", family_name="Dube")
    client = login(coordinator_zw)
    text = client.get(register_url(training)).content.decode()
    assert "Chipo" in text
    assert "Amina" not in text
    assert 'name="who"' not in text
    for form in ("csv", "xlsx"):
        assert client.get(register_url(training) + f"export.{form}").status_code == 200
    body = client.get(register_url(training) + "export.csv").content.decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(body))][1:] == [own.person.full_name]
    answer = client.post(register_url(training) + "mark/", {"session": opening.pk, "who": [own.pk], "status": "late"})
    assert answer.status_code == 403


def test_the_export_says_not_marked_and_never_absent(training, opening, enrolment, make_seat, trainer, login):
    make_seat("chipo@example.org")
    mark_attendance(session=opening, marks={enrolment.pk: "absent"}, actor=trainer)
    body = login(trainer).get(register_url(training) + "export.csv").content.decode("utf-8-sig")
    rows = {row["Name"]: row for row in csv.DictReader(io.StringIO(body))}
    assert rows["Amina Al Khalifa"]["Day 1 morning"] == "Absent"
    assert {row["Day 1 morning"] for name, row in rows.items() if name != "Amina Al Khalifa"} == {"Not marked"}


def test_search_and_filters_of_the_register(training, opening, enrolment, make_seat, trainer, login):
    make_seat("chipo@example.org", given_name="Chipo", family_name="Dube")
    mark_attendance(session=opening, marks={enrolment.pk: "absent"}, actor=trainer)
    client = login(trainer)

    def names(**query):
        text = client.get(register_url(training), {"at": opening.pk} | query).content.decode()
        return {name for name in ("Amina", "Chipo") if f"{name} " in text}

    assert names() == {"Amina", "Chipo"}
    assert names(q="dub") == {"Chipo"}
    assert names(only="not_marked") == {"Chipo"}
    assert names(only="low") == {"Amina"}


def test_a_person_types_the_code_and_is_in_the_register(open_session, enrolment, participant, login):
    client = login(participant)
    code = codes.shown_at(open_session.code_secret, timezone.now()).code
    assert client.post("/en/check-in/", {"code": "WRONG2"}).status_code == 422
    for _ in range(2):
        answer = client.post("/en/check-in/", {"code": code.lower()}, follow=True)
        assert answer.status_code == 200
    assert Attendance.objects.get().status == "present"
    assert "Nothing changed" in answer.content.decode()


def test_a_scan_asks_first_and_writes_on_the_press(open_session, enrolment, participant, login):
    client = login(participant)
    code = codes.shown_at(open_session.code_secret, timezone.now()).code
    page = client.get("/check-in/", {"c": code}, follow=True)
    assert not Attendance.objects.exists()
    ticket = re.search(r'name="ticket" value="([^"]+)"', page.content.decode())[1]
    answer = client.post("/en/check-in/", {"ticket": ticket}, follow=True)
    assert "Checked in" in answer.content.decode()
    assert Attendance.objects.get().source == "code"


def test_a_scan_before_log_in_comes_back_to_its_code(open_session, client):
    answer = client.get("/check-in/", {"c": "ABC234"}, follow=True)
    assert "ABC234" in answer.redirect_chain[-1][0]


def test_nobody_sees_what_was_recorded_for_another(open_session, enrolment, stranger, trainer, login):
    mark_rest(session=open_session, actor=trainer)
    assert login(stranger).get(f"/en/sessions/{open_session.pk}/checked-in/").status_code == 404


def test_the_screen_shows_the_code_of_this_half_minute(open_session, trainer, login):
    before = codes.shown_at(open_session.code_secret, timezone.now()).code
    text = login(trainer).get(f"/en/sessions/{open_session.pk}/code/").content.decode()
    after = codes.shown_at(open_session.code_secret, timezone.now()).code
    assert any(code[:3] in text and code[3:] in text for code in (before, after))
    part = login(trainer).get(f"/en/sessions/{open_session.pk}/code/?part=1").content.decode()
    assert "<html" not in part
    assert open_session.code_secret not in text + part


def test_a_new_calendar_address_is_shown_once(participant, login):
    client = login(participant)
    shown = client.post("/en/calendar/new/", follow=True).content.decode()
    assert re.search(r"/calendar/[\w-]{43}\.ics", shown)
    assert not re.search(r"/calendar/[\w-]{43}\.ics", client.get("/en/calendar/").content.decode())


def test_pages_cost_the_same_for_one_person_and_for_three(
    training, agenda, opening, enrolment, make_seat, trainer, participant, login, django_assert_num_queries
):
    boss, officer = login(trainer), login(participant)
    mark_rest(session=opening, actor=trainer)

    def walk():
        with django_assert_num_queries(15, exact=False):
            boss.get(register_url(training))
        with django_assert_num_queries(15, exact=False):
            officer.get(agenda_url(training))
        with CaptureQueriesContext(connection) as register:
            boss.get(register_url(training))
        with CaptureQueriesContext(connection) as agenda:
            officer.get(agenda_url(training))
        return len(register), len(agenda)

    one = walk()
    for n in range(2):
        make_seat(f"p{n}@example.org")
    mark_rest(session=opening, actor=trainer)
    assert walk() == one


def test_the_waiting_list_sees_the_agenda_but_no_meeting_link(training, agenda, enrolment, participant, login):
    Training.objects.filter(pk=training.pk).update(mode="online")
    now = timezone.now()
    session = training.sessions.first()
    TrainingSession.objects.filter(pk=session.pk).update(
        meeting_url="https://meeting.example/secret", starts_at=now, ends_at=now + timezone.timedelta(hours=1)
    )
    client = login(participant)
    assert "meeting.example" in client.get(agenda_url(training)).content.decode()
    Enrolment.objects.filter(pk=enrolment.pk).update(state=EnrolmentState.WAITING)
    text = client.get(agenda_url(training)).content.decode()
    assert "meeting.example" not in text
