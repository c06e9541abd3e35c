"""Small groups stay hidden, also from those who subtract."""

from hypothesis import given
from hypothesis import strategies as st

from lms.reports.masking import SMALLEST_GROUP, Masked, mask_groups


def test_one_small_group_takes_the_next_smallest_with_it():
    assert mask_groups({"A": 40, "B": 3, "C": 6}) == {"B": Masked.SMALL, "C": Masked.WITHHELD}


def test_groups_of_nobody_need_no_hiding():
    assert mask_groups({"A": 40, "B": 0}) == {}


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 60), max_size=12))
def test_subtracting_what_is_shown_never_leaves_a_small_group(sizes):
    hidden = mask_groups(sizes)
    assert all(name in hidden for name, size in sizes.items() if 0 < size < SMALLEST_GROUP)
    rest = [sizes[name] for name in hidden]
    shown = [name for name, size in sizes.items() if size and name not in hidden]
    if rest and shown:
        assert len(rest) > 1
        assert sum(rest) >= SMALLEST_GROUP
