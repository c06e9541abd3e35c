"""How much is kept about a person, holding by holding, in one question to the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerField, Subquery

from lms.common.personal import Holding
from lms.people.models import Person
from lms.privacy.registry import holdings


class CountOf(Subquery):
    """The number of rows of a query, as a value."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) _counted)"
    output_field = IntegerField()
    empty_result_set_value = 0


@dataclass(frozen=True)
class Kept:
    """A holding and how many rows it has of one person."""

    holding: Holding
    rows: int


def kept_about(person: Person) -> list[Kept]:
    """Every holding with the number of her rows; one query, however many holdings there are.

    Asking for her addresses comes before it, once (``lms.people.addresses``).
    """
    counts = {
        f"rows_{number}": CountOf(holding.rows(person).order_by().values("pk"))
        for number, holding in enumerate(holdings())
    }
    found: Any = Person.objects.filter(pk=person.pk).values(**counts).get()
    return [Kept(holding, found[f"rows_{number}"]) for number, holding in enumerate(holdings())]
