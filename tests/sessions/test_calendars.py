"""What calendar programs get: stable names, counted changes, discreet titles."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest
from django.db import IntegrityError, transaction

from lms.common.languages import texts_of
from sessions import calendars
from sessions.actions import cancel_session, move_session, new_calendar_link, revoke_calendar_link
from sessions.models import CalendarLink


def parsed(sessions, language="en"):
    calendar = icalendar.Calendar.from_ical(calendars.calendar_file(sessions, language=language))
    return calendar, {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def test_a_published_calendar_with_its_zone(agenda, opening):
    calendar, events = parsed(agenda)
    assert (str(calendar["method"]), str(calendar["version"])) == ("PUBLISH", "2.0")
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Africa/Harare"]
    entry = events[opening.uid]
    assert entry["dtstart"].params["TZID"] == "Africa/Harare"
    assert entry.decoded("dtstart").astimezone(dt.UTC) == opening.starts_at
    assert entry["sequence"] == 0


def test_breaks_are_left_out(agenda):
    assert len(parsed(agenda)[1]) == 18


def test_titles_are_discreet_in_every_language(agenda, training):
    for language in ("en", "ar", "zh-hans"):
        data = calendars.calendar_file(agenda, language=language).decode()
        flat = data.replace("\r\n ", "")
        for session in agenda:
            for title in texts_of(session.title).values():
                assert title not in flat
        assert training.title not in flat
        assert training.slug not in flat
        assert "Harare" not in flat.replace("Africa/Harare", "")


def test_a_move_keeps_the_uid_and_counts_up(agenda, opening, trainer, training):
    moved = move_session(session=opening, date=opening.date, starts=dt.time(9, 15), ends=dt.time(9, 45), actor=trainer)
    entry = parsed(training.sessions.all())[1][opening.uid]
    assert entry["sequence"] == 1
    assert entry.decoded("dtstart").astimezone(dt.UTC) == moved.starts_at


def test_a_cancelled_session_says_so_and_blocks_no_time(agenda, opening, trainer, training):
    cancel_session(session=opening, reason="Storm.", actor=trainer)
    entry = parsed(training.sessions.all())[1][opening.uid]
    assert (str(entry["status"]), str(entry["transp"]), entry["sequence"]) == ("CANCELLED", "TRANSPARENT", 1)


def test_the_feed_and_the_download_hold_the_same_entries(agenda, enrolment, participant, training, login, client):
    token = new_calendar_link(person=participant)
    feed = client.get(f"/calendar/{token}.ics")
    download = login(participant).get(f"/en/trainings/{training.slug}/sessions/calendar.ics")
    one, other = (
        {
            str(e["uid"]): (e["sequence"], e["dtstart"].dt)
            for e in icalendar.Calendar.from_ical(r.content).walk("VEVENT")
        }
        for r in (feed, download)
    )
    assert one == other
    assert one
    assert feed["Content-Type"] == "text/calendar; charset=utf-8"


def test_the_feed_holds_own_and_staffed_trainings_only(agenda, participant, enrolment, trainer, stranger):
    assert len(calendars.feed_sessions(participant)) == len(calendars.feed_sessions(trainer)) == 26
    assert calendars.feed_sessions(stranger) == []


def test_a_new_link_ends_the_one_before(participant, client):
    old = new_calendar_link(person=participant)
    new = new_calendar_link(person=participant)
    assert client.get(f"/calendar/{old}.ics").status_code == 404
    assert client.get(f"/calendar/{new}.ics").status_code == 200
    revoke_calendar_link(person=participant)
    assert client.get(f"/calendar/{new}.ics").status_code == 404


def test_the_token_itself_is_kept_nowhere(participant):
    token = new_calendar_link(person=participant)
    assert token not in str(CalendarLink.objects.values().get())


def test_a_person_who_left_has_no_feed(participant, client):
    token = new_calendar_link(person=participant)
    participant.is_active = False
    participant.save()
    assert client.get(f"/calendar/{token}.ics").status_code == 404


def test_the_table_holds_one_live_link_per_person(participant):
    new_calendar_link(person=participant)
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarLink.objects.create(person=participant, token_hash="x")


def test_the_feed_costs_the_same_for_one_training_and_for_three(
    agenda, participant, enrolment, client, django_assert_num_queries, course, opening
):
    from courses.models import Enrolment, EnrolmentState, Training
    from sessions.actions import make_agenda

    token = new_calendar_link(person=participant)
    with django_assert_num_queries(2):
        client.get(f"/calendar/{token}.ics")
    for n in range(2):
        other = Training.objects.create(
            slug=f"t{n}", title="T", course=course, time_zone="Asia/Manila", starts_on=opening.date
        )
        Enrolment.objects.create(training=other, person=participant, state=EnrolmentState.CONFIRMED)
        make_agenda(training=other)
    with django_assert_num_queries(2):
        client.get(f"/calendar/{token}.ics")
