"""Check-in codes: what they look like, and how long they are good."""

from __future__ import annotations

import datetime as dt
import string

from hypothesis import given
from hypothesis import strategies as st

from sessions import codes

secrets = st.binary(min_size=32, max_size=32).map(bytes.hex)
# 2024 to 2040, in seconds since 1970.
moments = st.integers(1_704_067_200, 2_208_988_800).map(lambda second: dt.datetime.fromtimestamp(second, tz=dt.UTC))


@given(secret=secrets, now=moments)
def test_a_code_is_six_signs_that_nobody_confuses(secret, now):
    shown = codes.shown_at(secret, now)
    assert len(shown.code) == 6
    assert set(shown.code) <= set(string.ascii_uppercase + string.digits) - set("IO01")
    assert 1 <= shown.seconds_left <= 30


@given(secret=secrets, now=moments, wait=st.integers(0, 200))
def test_a_code_is_good_while_shown_and_for_one_step_more(secret, now, wait):
    shown = codes.shown_at(secret, now)
    later = now + dt.timedelta(seconds=wait)
    if wait < shown.seconds_left + 30:
        assert codes.accepts(secret, shown.code, later)
    elif shown.code not in {codes.code_of(secret, codes.step_of(later) - n) for n in (0, 1)}:
        assert not codes.accepts(secret, shown.code, later)


@given(secret=secrets, now=moments)
def test_the_code_of_the_next_half_minute_is_not_good_yet(secret, now):
    coming = codes.code_of(secret, codes.step_of(now) + 1)
    assert codes.accepts(secret, coming, now) == (
        coming in {codes.code_of(secret, codes.step_of(now) - n) for n in (0, 1)}
    )


@given(secret=secrets, now=moments)
def test_typing_with_blanks_dashes_and_small_letters_is_fine(secret, now):
    code = codes.shown_at(secret, now).code
    assert codes.accepts(secret, f" {code[:3].lower()}-{code[3:]} ", now)


def test_digits_of_other_scripts_are_digits():
    assert codes.clean("٢۳ａb") == "23AB"


@given(typed=st.text(max_size=200), secret=secrets, now=moments)
def test_nothing_that_is_typed_breaks_it(typed, secret, now):
    codes.accepts(secret, typed, now)


@given(one=secrets, other=secrets, now=moments)
def test_each_session_has_its_own_codes(one, other, now):
    if one != other:
        step = codes.step_of(now)
        assert [codes.code_of(one, step + n) for n in range(3)] != [codes.code_of(other, step + n) for n in range(3)]
