"""Participants by country, in figures. What counts is defined once, here.

A *training* is a dated delivery that has ended, was not cancelled and is not self-paced. A
*participant* is a person enrolled in one as attended or confirmed: once in ``participants``, once per
training in ``enrolments``. *Country* is the person's when she was enrolled.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Avg, Count, Max, Q, QuerySet, Sum
from django.utils import timezone

from courses.models import Stage, Training
from feedback.models import ResponseValue
from feedback.summary import SATISFACTION_CODE, Rating
from lms.common import numbers
from lms.reports.masking import SMALLEST_GROUP, Masked, mask_groups
from lms.reports.models import Fact, FactStamp

# The key of the sum over all countries, beside ISO codes; and of what is in that sum and in no country's figure.
ALL = "all"
REST = ""


@dataclass(frozen=True)
class Scope:
    """What is asked for, and what the reader may see. ``countries`` None = every country."""

    countries: frozenset[str] | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    group: str = ""
    training: str = ""
    language: str = ""
    mode: str = ""

    @property
    def narrows_people(self) -> bool:
        """Whether it leaves out participants, so that a training counts only through those that remain."""
        return self.countries is not None or bool(self.group or self.language)

    def trainings(self) -> list[Training]:
        """The ended trainings within the scope's countries, dates, training and mode, first to last."""
        return [
            training
            for training in ended_trainings(self.countries)
            if training.ends_on is not None
            and (self.start is None or training.ends_on >= self.start)
            and (self.end is None or training.ends_on <= self.end)
            and (not self.training or training.slug == self.training)
            and (not self.mode or training.mode == self.mode)
        ]

    def facts(self) -> QuerySet[Fact]:
        """The facts within the scope."""
        rows = Fact.objects.all()
        if self.countries is not None:
            rows = rows.filter(country__in=self.countries)
        if self.start:
            rows = rows.filter(ended_on__gte=self.start)
        if self.end:
            rows = rows.filter(ended_on__lte=self.end)
        if self.training:
            rows = rows.filter(training__slug=self.training)
        if self.mode:
            rows = rows.filter(training__mode=self.mode)
        if self.group:
            rows = rows.filter(country__regional_group=self.group)
        if self.language:
            rows = rows.filter(language=self.language)
        return rows


@dataclass(frozen=True)
class Gain:
    """Matched pairs only: people with both tests. Points of 100."""

    pairs: int
    before: float
    after: float

    @property
    def points(self) -> float:
        """Mean after minus mean before; negative is kept."""
        return self.after - self.before


@dataclass(frozen=True)
class Figures:
    """The figures of one country, of one group, or of all.

    ``gain`` and ``satisfaction`` are a ``Masked`` where too few people stand behind them, and None
    where nothing was recorded. Percentages are of 100; satisfaction is the mean of 1 to 5 stars.
    """

    trainings: int = 0
    participants: int = 0
    enrolments: int = 0
    completed: int = 0
    attendance: float | None = None
    gain: Gain | Masked | None = None
    satisfaction: float | Masked | None = None
    certificates: int = 0

    @property
    def completion(self) -> float | None:
        """Percent of the enrolments that are complete."""
        return 100 * self.completed / self.enrolments if self.enrolments else None

    def as_dict(self) -> dict[str, Any]:
        """The figures as plain values; a hidden one is the word that says why."""
        gain, stars = self.gain, self.satisfaction
        shown = isinstance(gain, Gain)
        hidden = gain.value if isinstance(gain, Masked) else None
        return {
            "participants": self.participants,
            "enrolments": self.enrolments,
            "trainings": self.trainings,
            "completed": self.completed,
            "completion": _rounded(self.completion),
            "attendance": _rounded(self.attendance),
            "before": _rounded(gain.before) if shown else hidden,  # type: ignore[union-attr]
            "after": _rounded(gain.after) if shown else hidden,  # type: ignore[union-attr]
            "gain": _rounded(gain.points) if shown else hidden,  # type: ignore[union-attr]
            "satisfaction": stars.value if isinstance(stars, Masked) else _rounded(stars),
            "certificates": self.certificates,
        }


@dataclass(frozen=True)
class Report:
    """The answer to "who took part, from where, with what result"."""

    scope: Scope
    total: Figures
    countries: int
    by_country: dict[str, Figures] = field(default_factory=dict)
    by_group: dict[str, int] = field(default_factory=dict)
    refreshed_at: dt.datetime | None = None
    first: dt.date | None = None
    last: dt.date | None = None

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON holds it; countries by ISO code in alphabetical order."""
        return {
            **{key: value for key, value in self.total.as_dict().items() if key != "trainings"},
            "trainings": self.total.trainings,
            "countries": self.countries,
            "by_country": {code: self.by_country[code].as_dict() for code in sorted(self.by_country)},
            "by_group": self.by_group,
        }


def ended_trainings(countries: frozenset[str] | None = None) -> list[Training]:
    """Dated deliveries that have ended at their venue, not cancelled, not self-paced, in order of date.

    With ``countries``, only those that the facts of these know of: of the others not even the day is told.
    """
    rows = Training.objects.filter(is_self_paced=False, starts_on__lte=timezone.now().date()).exclude(
        stage=Stage.CANCELLED
    )
    if countries is not None:
        rows = rows.filter(pk__in=Fact.objects.filter(country__in=countries).values("training"))
    return [training for training in rows.order_by("starts_on", "slug") if training.has_ended]


def report(scope: Scope) -> Report:
    """Reckon the report of ``scope`` in a constant number of queries."""
    facts = scope.facts()
    # The type checker cannot follow measures that come from a dictionary.
    measured: Any = facts.values("country").annotate(**_measures()).order_by()
    rows: dict[str, dict[str, Any]] = {row["country"]: row for row in measured if row["country"]}
    whole = facts.aggregate(**_measures())
    stars = _stars(scope)
    gains = _hidden({code: row["pairs"] for code, row in rows.items()}, whole["pairs"])
    rated = _hidden(
        {code: stars[code].answers for code in rows if code in stars}, stars[ALL].answers if ALL in stars else 0
    )
    by_country = {
        code: _figures(row, gains.get(code), _rating(stars.get(code), rated.get(code))) for code, row in rows.items()
    }
    trainings = scope.trainings()
    total = _figures(
        whole,
        mask_groups({ALL: whole["pairs"]}).get(ALL),
        _rating(stars.get(ALL), mask_groups({ALL: stars[ALL].answers}).get(ALL) if ALL in stars else None),
        # A training counts even if nobody came, unless only some of its people are looked at.
        trainings=None if scope.narrows_people else len(trainings),
    )
    groups: dict[str, int] = defaultdict(int)
    by_group = facts.values_list("country__regional_group").annotate(Count("person", distinct=True)).order_by()
    for group, people in by_group:
        groups[group or "none"] += people
    return Report(
        scope=scope,
        total=total,
        countries=len(by_country),
        by_country=by_country,
        by_group=dict(sorted(groups.items(), key=lambda item: -item[1])),
        refreshed_at=FactStamp.objects.aggregate(at=Max("refreshed_at"))["at"],
        first=min((t.starts_on for t in trainings if t.starts_on), default=None),
        last=max((t.ends_on for t in trainings if t.ends_on), default=None),
    )


def _measures() -> dict[str, Any]:
    paired = Q(before__isnull=False, after__isnull=False)
    return {
        "people": Count("person", distinct=True),
        "rows": Count("pk"),
        "trainings": Count("training", distinct=True),
        "complete": Count("pk", filter=Q(is_complete=True)),
        "certified": Count("pk", filter=Q(has_certificate=True)),
        "present": Avg("attendance"),
        "pairs": Count("pk", filter=paired),
        "mean_before": Avg("before", filter=paired),
        "mean_after": Avg("after", filter=paired),
    }


def _figures(
    row: dict[str, Any], hidden: Masked | None, satisfaction: float | Masked | None, *, trainings: int | None = None
) -> Figures:
    gain: Gain | Masked | None = None
    if row["pairs"]:
        gain = hidden or Gain(row["pairs"], float(row["mean_before"]), float(row["mean_after"]))
    return Figures(
        trainings=row["trainings"] if trainings is None else trainings,
        participants=row["people"],
        enrolments=row["rows"],
        completed=row["complete"],
        attendance=None if row["present"] is None else float(row["present"]),
        gain=gain,
        satisfaction=satisfaction,
        certificates=row["certified"],
    )


def _hidden(sizes: dict[str, int], total: int) -> dict[str, Masked]:
    """Which countries' figures are hidden. What the sum holds beyond them is a group that nobody sees either."""
    rest = total - sum(sizes.values())
    # However large, it comes first where one more must be withheld: it costs nobody a figure.
    return mask_groups({**sizes, REST: min(rest, SMALLEST_GROUP)})


def _rating(rating: Rating | None, hidden: Masked | None) -> float | Masked | None:
    if rating is None:
        return None
    return hidden or rating.mean


def _stars(scope: Scope) -> dict[str, Rating]:
    """Stars for the whole training by country, and for all under ``ALL``.

    An answer has no person, so of the narrowings of people only the country and its group can be followed; where a
    language is asked for, stars are left out rather than shown for others. Answers come in fives of all countries
    together, among which one may be of a country: by country only forms count that are closed, as in
    ``feedback.summary``.
    """
    if scope.language:
        return {}
    rows = ResponseValue.objects.filter(
        question__code=SATISFACTION_CODE,
        response__round__session=None,
        response__round__training__in=[training.pk for training in scope.trainings()],
    )
    closed = Q(response__round__sealed_at__isnull=False)
    if scope.countries is not None:
        rows = rows.filter(closed, response__country__in=scope.countries)
    if scope.group:
        rows = rows.filter(closed, response__country__regional_group=scope.group)
    found: dict[str, Rating] = {}
    summed, answers = 0, 0
    measured = rows.values_list("response__country").annotate(
        stars=Sum("number"),
        count=Count("pk"),
        closed_stars=Sum("number", filter=closed),
        closed_count=Count("pk", filter=closed),
    )
    for code, stars, count, closed_stars, closed_count in measured.order_by():
        summed += stars
        answers += count
        if code is not None and closed_count:
            found[code] = Rating(closed_stars / closed_count, closed_count)
    if answers:
        found[ALL] = Rating(summed / answers, answers)
    return found


def _rounded(value: float | None) -> float | None:
    """At one decimal, the same on screen, in CSV, XLSX and JSON."""
    return None if value is None else float(numbers.rounded(value, 1))
