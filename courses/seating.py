"""Who may sit: capacity, seats kept or capped by country, and the place in the line. Reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db.models import Count, OuterRef, Subquery

from courses.models import CountrySeats, Enrolment, EnrolmentState, Training
from courses.models.enrolment import SEAT_HOLDING


class Seating:
    """Who may sit, reckoned in memory for one locked training: capacity, and seats kept or capped by country.

    To take seats by it, use it inside the transaction that locked the training.
    """

    def __init__(self, training: Training) -> None:
        self.free = training.capacity - training.seats_taken
        self.rules = {
            rule.country_id: (rule.minimum, rule.maximum) for rule in CountrySeats.objects.filter(training=training)
        }
        self.held: Counter[str | None] = Counter()
        if self.rules:
            rows = training.enrolments.filter(state__in=SEAT_HOLDING).values_list("country").annotate(n=Count("pk"))
            self.held.update(dict(rows.order_by()))

    def has_room_for(self, country: str | None) -> bool:
        """Whether one more person of ``country`` may sit."""
        if self.free < 1:
            return False
        minimum, maximum = self.rules.get(country or "", (0, None))
        if maximum is not None and self.held[country] >= maximum:
            return False
        if self.held[country] < minimum:
            return True
        kept = sum(max(low - self.held[other], 0) for other, (low, _high) in self.rules.items() if other != country)
        return self.free > kept

    def seat(self, country: str | None) -> None:
        """Count one more person of ``country``."""
        self.free -= 1
        self.held[country] += 1


def place_in_line(enrolment: Enrolment) -> int | None:
    """1 for the first who waits; ``None`` for somebody who does not wait."""
    if enrolment.state != EnrolmentState.WAITING:
        return None
    return (
        Enrolment.objects.filter(
            training=enrolment.training_id,
            state=EnrolmentState.WAITING,
            waiting_number__lt=enrolment.waiting_number or 0,
        ).count()
        + 1
    )


def places_in_line(enrolments: Iterable[Enrolment]) -> dict[int, int]:
    """Enrolment's id → place in line, for those who wait; one query for any number of trainings, none for nobody."""
    waiting = [one.pk for one in enrolments if one.state == EnrolmentState.WAITING]
    if not waiting:
        return {}
    up_to_her = Enrolment.objects.filter(
        training=OuterRef("training"),
        state=EnrolmentState.WAITING,
        waiting_number__lte=OuterRef("waiting_number"),
    )
    counted = up_to_her.order_by().values("training").annotate(n=Count("pk")).values("n")
    rows = Enrolment.objects.filter(pk__in=waiting).annotate(place=Subquery(counted))
    return dict(rows.values_list("pk", "place"))
