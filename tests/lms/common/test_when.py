"""Both clocks in one line: at the place, and the reader's own where they differ."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.template import Context, Template
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from lms.common import when

START = dt.datetime(2027, 3, 1, 6, 0, tzinfo=dt.UTC)
END = START + dt.timedelta(minutes=90)


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def test_the_venues_time_and_the_readers_beside_it():
    said = plain(when.sentence(START, END, "Africa/Nairobi", own="Europe/Rome"))
    assert said == "Mon 1 Mar 2027, 09:00–10:30 (Nairobi, UTC+03:00) · your time 07:00 (Rome)"


def test_one_time_where_both_clocks_agree():
    """Moscow and Nairobi are equally far from UTC."""
    said = plain(when.sentence(START, END, "Africa/Nairobi", own="Europe/Moscow"))
    assert said == "Mon 1 Mar 2027, 09:00–10:30 (Nairobi, UTC+03:00)"


def test_whether_clocks_agree_is_asked_for_that_day_not_for_today():
    """London keeps UTC in winter only."""
    summer = dt.datetime(2027, 7, 1, 9, 0, tzinfo=dt.UTC)
    assert "your time" not in plain(when.sentence(START, None, "UTC", own="Europe/London"))
    assert "your time 10:00 (London)" in plain(when.sentence(summer, None, "UTC", own="Europe/London"))


def test_another_day_is_said_in_words():
    assert "your time 22:00, the day before (Los Angeles)" in plain(
        when.sentence(START, None, "Africa/Nairobi", own="America/Los_Angeles")
    )
    assert "your time 05:00, next day (Tokyo)" in plain(
        when.sentence(dt.datetime(2027, 3, 1, 20, tzinfo=dt.UTC), None, "America/Lima", own="Asia/Tokyo")
    )


def test_over_midnight_both_days_are_named():
    late = dt.datetime(2027, 3, 1, 22, 0, tzinfo=dt.UTC)
    said = plain(when.sentence(late, late + dt.timedelta(hours=4), "UTC", own="UTC"))
    assert said == "Mon 1 Mar 2027, 22:00 to Tue 2 Mar 2027, 02:00 (UTC)"


def test_arabic_has_its_digits_and_the_offset_stays_latin():
    with override("ar"):
        said = when.sentence(START, None, "Africa/Nairobi", own="Africa/Nairobi")
    assert "٠٩:٠٠" in said
    assert "نيروبي" in said
    assert '<bdi dir="ltr">UTC+03:00</bdi>' in said


@pytest.mark.parametrize(
    ("language", "day"),
    [("en", "Mon 1 Mar 2027"), ("fr", "lun. 1 mars 2027"), ("zh-hans", "2027年3月1日 周一"), ("ru", "пн 1 мар. 2027")],
)
def test_a_day_in_the_order_of_the_language(language, day):
    assert when.day(dt.date(2027, 3, 1), language=language) == day


@pytest.mark.parametrize(
    ("zone", "shown"), [("Asia/Kathmandu", "UTC+05:45"), ("America/St_Johns", "UTC−03:30"), ("UTC", "UTC")]
)
def test_the_distance_to_utc(zone, shown):
    assert when.offset(START.astimezone(when.as_zone(zone))) == shown


def test_the_hands_of_the_dial():
    face = when.faces(START + dt.timedelta(minutes=30), None, "Africa/Nairobi", own="Africa/Nairobi")[0]
    assert (face.hour_angle, face.minute_angle) == (285, 180)


@given(
    moment=st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2035, 1, 1), timezones=st.just(dt.UTC)),  # noqa: DTZ001
    there=st.sampled_from(["Africa/Nairobi", "Pacific/Apia", "America/Lima", "Asia/Kathmandu", "UTC"]),
    here=st.sampled_from(["Asia/Bahrain", "Pacific/Pago_Pago", "Europe/Rome", "UTC"]),
)
def test_a_shift_is_named_exactly_when_the_dates_differ(moment, there, here):
    shown = when.faces(moment, None, there, here)
    dates = {face.start.date() for face in shown}
    assert bool(shown[-1].shift) == (len(dates) == 2)


@pytest.mark.parametrize(("minutes", "said"), [(12, "12 min"), (60, "1 h"), (90, "1 h 30 min"), (65, "1 h 05 min")])
def test_a_length_of_time(minutes, said):
    assert when.duration(minutes) == said


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "24–25 Nov 2026"),
        ("fr", "24–25 nov. 2026"),
        ("zh-hans", "2026年11月24日至25日"),
        ("ar", "٢٤–٢٥ نوفمبر ٢٠٢٦"),
    ],
)
def test_a_range_of_days_is_as_short_as_the_language_writes_it(language, shown):
    assert when.days(dt.date(2026, 11, 24), dt.date(2026, 11, 25), language) == shown


def test_a_range_of_one_day_is_that_day():
    assert when.days(dt.date(2026, 11, 24), dt.date(2026, 11, 24)) == "Tue 24 Nov 2026"


def test_a_range_of_days_does_not_break():
    context = Context({"first": dt.date(2026, 11, 24), "last": dt.date(2026, 11, 25)})
    page = Template("{% days first last %}").render(context)
    assert page == '<bdi class="nowrap">24–25 Nov 2026</bdi>'
