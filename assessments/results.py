"""What the attempts say: one person's result, and what a group learned.

The figures are reckoned on matched pairs only (the same enrolment has a test before and one after). Of several
tries the best counts, except before the training, where the first one does; one that was passed is better than
any that was not, also where the pass mark was raised between them.

Normalised gain: Hake (1998), American Journal of Physics 66(1): ``(after − before) / (100 − before)``, of the class
average and as the mean of each person's; who had 100 before cannot gain and is left out of both and counted.
Effect size: Cohen's d with the average of the two standard deviations, ``d_av`` of Cumming (2012) and Lakens (2013),
Frontiers in Psychology 4:863, eq. 10; blank under two pairs or without any spread.
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessments.models import Attempt, Purpose
from assessments.models.attempt import FINISHED
from courses.models import Enrolment, Training
from courses.models.enrolment import TAKING_PART

# Figures of fewer people than this are not shown.
SMALLEST_GROUP = 5


@dataclass(frozen=True)
class Result:
    """The attempt of an enrolment that counts for a purpose. ``percent`` is 0 to 100."""

    attempt_id: int
    percent: Decimal
    passed: bool
    submitted_at: dt.datetime
    score: Decimal
    max_score: Decimal
    tries: int


@dataclass(frozen=True)
class Gain:
    """What a group learned. With ``masked`` every figure is None: the group is too small to be shown.

    ``before``, ``after`` and ``points`` in percent points; the gains as shares (negative is possible).
    ``dropouts`` had the test before and none after; ``full_before`` had 100 before.
    """

    n: int | None
    before: float | None = None
    after: float | None = None
    points: float | None = None
    gain_of_average: float | None = None
    average_gain: float | None = None
    effect_size: float | None = None
    passed: int | None = None
    dropouts: int | None = None
    full_before: int | None = None
    masked: bool = False

    @property
    def passed_percent(self) -> float | None:
        """Share of the pairs that passed afterwards, in percent."""
        return 100 * self.passed / self.n if self.n and self.passed is not None else None


def result_of(enrolment: Enrolment, purpose: str) -> Result | None:
    """The result that counts, or None if no test of this purpose was handed in."""
    return results_for([enrolment]).get((enrolment.pk, str(purpose)))


def results_for(enrolments: Iterable[Enrolment]) -> dict[tuple[int, str], Result]:
    """``(enrolment id, purpose) → result`` for many at once, in one query."""
    return _results([one.pk for one in enrolments])


def _results(enrolment_ids: Sequence[int]) -> dict[tuple[int, str], Result]:
    rows = (
        Attempt.objects.filter(enrolment__in=enrolment_ids, state__in=FINISHED)
        .order_by("number")
        .values_list("enrolment_id", "lesson__purpose", "pk", "percent", "passed", "submitted_at", "score", "max_score")
    )
    found: dict[tuple[int, str], list[Result]] = defaultdict(list)
    for enrolment_id, purpose, pk, percent, passed, submitted_at, score, max_score in rows:
        if percent is None or submitted_at is None or score is None or max_score is None:
            continue  # a constraint says that what is handed in is scored
        found[enrolment_id, purpose].append(Result(pk, percent, bool(passed), submitted_at, score, max_score, tries=0))
    return {key: _counting(key[1], tries) for key, tries in found.items()}


def _counting(purpose: str, tries: list[Result]) -> Result:
    best = tries[0] if purpose == Purpose.PRE else max(tries, key=lambda one: (one.passed, one.percent))
    return Result(best.attempt_id, best.percent, best.passed, best.submitted_at, best.score, best.max_score, len(tries))


def gain(training: Training, country: str | None = None) -> Gain:
    """What the people of a training learned; ``country`` (ISO-2) narrows it to those enrolled from there."""
    enrolments = Enrolment.objects.filter(training=training, state__in=TAKING_PART)
    if country is not None:
        enrolments = enrolments.filter(country=country)
    results = _results(list(enrolments.values_list("pk", flat=True)))
    return gain_of(results)


def gains_by_country(training: Training) -> dict[str, Gain]:
    """``ISO-2 → gain`` for every country with people in the training, in two queries."""
    people: dict[str, set[int]] = defaultdict(set)
    rows = Enrolment.objects.filter(training=training, state__in=TAKING_PART).exclude(country=None)
    for pk, country in rows.values_list("pk", "country_id"):
        people[str(country)].add(pk)
    results = _results([pk for pks in people.values() for pk in pks])
    return {
        country: gain_of({key: one for key, one in results.items() if key[0] in pks}) for country, pks in people.items()
    }


def gain_of(results: dict[tuple[int, str], Result]) -> Gain:
    """The gain over results of :func:`results_for`; masked under five matched pairs."""
    before = {pk: one for (pk, purpose), one in results.items() if purpose == Purpose.PRE}
    after = {pk: one for (pk, purpose), one in results.items() if purpose == Purpose.POST}
    both = sorted(before.keys() & after.keys())
    if len(both) < SMALLEST_GROUP:
        return Gain(n=None, masked=True)
    pairs = [(float(before[pk].percent), float(after[pk].percent)) for pk in both]
    return reckon(
        pairs,
        passed=sum(after[pk].passed for pk in both),
        dropouts=len(before.keys() - after.keys()),
    )


def reckon(pairs: Sequence[tuple[float, float]], *, passed: int = 0, dropouts: int = 0) -> Gain:
    """The figures of ``(before, after)`` pairs in percent; pure. Needs at least one pair."""
    first, second = [one for one, _ in pairs], [one for _, one in pairs]
    mean_before, mean_after = statistics.fmean(first), statistics.fmean(second)
    improvable = [(one, other) for one, other in pairs if one < 100]
    of_average = average = None
    if improvable:
        low = statistics.fmean(one for one, _ in improvable)
        high = statistics.fmean(other for _, other in improvable)
        of_average = (high - low) / (100 - low)
        average = statistics.fmean((other - one) / (100 - one) for one, other in improvable)
    effect = None
    if len(pairs) > 1:
        spread = (statistics.stdev(first) + statistics.stdev(second)) / 2
        effect = (mean_after - mean_before) / spread if spread > 0 else None
    return Gain(
        n=len(pairs),
        before=mean_before,
        after=mean_after,
        points=mean_after - mean_before,
        gain_of_average=of_average,
        average_gain=average,
        effect_size=effect,
        passed=passed,
        dropouts=dropouts,
        full_before=len(pairs) - len(improvable),
    )
