"""What an answer is worth, for any answer there can be."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring import all_or_nothing, points, right_minus_wrong, total

KEYS = st.frozensets(st.sampled_from("abcdef"))
RIGHT = st.frozensets(st.sampled_from("abcdef"), min_size=1)


@given(KEYS, RIGHT)
def test_credit_is_a_share(chosen, right):
    for rule in (all_or_nothing, right_minus_wrong):
        assert 0 <= rule(chosen, right) <= 1


@given(KEYS, RIGHT)
def test_only_the_right_choice_earns_everything(chosen, right):
    for rule in (all_or_nothing, right_minus_wrong):
        assert (rule(chosen, right) == 1) == (chosen == right)


@given(KEYS, RIGHT, st.sampled_from("abcdef"))
def test_one_more_right_one_never_costs_and_one_more_wrong_one_never_earns(chosen, right, key):
    before, after = right_minus_wrong(chosen, right), right_minus_wrong(chosen | {key}, right)
    assert after >= before if key in right else after <= before


@given(RIGHT)
def test_nothing_chosen_earns_nothing(right):
    assert all_or_nothing(frozenset(), right) == right_minus_wrong(frozenset(), right) == 0


def test_choosing_everything_of_half_right_earns_nothing():
    assert right_minus_wrong(frozenset("abcd"), frozenset("ab")) == 0


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 9)), max_size=30), st.integers(0, 100))
def test_a_total_is_exact_and_bounded(shares, pass_mark):
    earned = [(points(Decimal(share) / 100, worth), worth) for share, worth in shares]
    result = total(earned, pass_mark)
    assert 0 <= result.percent <= 100
    assert result.score == sum((one for one, _ in earned), Decimal(0))
    assert result.score <= result.max_score
    if result.max_score:
        assert result.passed == (100 * result.score >= pass_mark * result.max_score)


def test_passing_is_decided_before_rounding():
    # 69.997 % is shown as 70.00 and yet not passed.
    earned = [(Decimal("699.97"), 1000)]
    assert total(earned, 70).percent == Decimal("70.00")
    assert not total(earned, 70).passed


def test_rounding_is_half_up():
    assert points(Decimal(1) / 8, 1) == Decimal("0.13")
