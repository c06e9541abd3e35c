"""What an answer is worth: pure functions over sets of keys, in exact decimals.

Single choice and true/false: *number right*, all or nothing.
Multiple choice: *right minus wrong*, ``(right chosen − wrong chosen) / all right``, never below 0. So choosing
everything earns nothing by itself, and a question can never cost points of another one. Overview of such rules:
Lesage, Valcke and Sabbe (2013), "Scoring methods for multiple choice assessment in higher education",
Studies in Educational Evaluation 39(3).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

HUNDREDTH = Decimal("0.01")


def all_or_nothing(chosen: frozenset[str], right: frozenset[str]) -> Decimal:
    """1 if exactly the right ones were chosen, else 0. Nothing chosen is never right."""
    return Decimal(1) if chosen and chosen == right else Decimal(0)


def right_minus_wrong(chosen: frozenset[str], right: frozenset[str]) -> Decimal:
    """Share of the right ones that were chosen, less one such share for each wrong one; at least 0."""
    if not right:
        return Decimal(0)
    net = len(chosen & right) - len(chosen - right)
    return Decimal(max(net, 0)) / Decimal(len(right))


@dataclass(frozen=True)
class Total:
    """The sum over an attempt's questions. ``percent`` is 0 to 100 with two decimals."""

    score: Decimal
    max_score: Decimal
    percent: Decimal
    passed: bool


def points(credit: Decimal, worth: int) -> Decimal:
    """Points earned with a question ``worth`` that many, rounded to hundredths (half up)."""
    return (credit * worth).quantize(HUNDREDTH, ROUND_HALF_UP)


def total(earned: Iterable[tuple[Decimal, int]], pass_mark: int) -> Total:
    """Sum up ``(points earned, points possible)``. The unrounded share decides about passing.

    A test without questions gives 0 percent, and is passed only if nothing is asked for.
    """
    pairs = list(earned)
    score = sum((one for one, _ in pairs), Decimal(0))
    max_score = Decimal(sum(worth for _, worth in pairs))
    share = 100 * score / max_score if max_score else Decimal(0)
    percent = share.quantize(HUNDREDTH, ROUND_HALF_UP)
    return Total(score.quantize(HUNDREDTH), max_score.quantize(HUNDREDTH), percent, share >= pass_mark)
