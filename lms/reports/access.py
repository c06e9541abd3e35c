"""Who reads which part of the report. The countries come from the grant, never from the address."""

from __future__ import annotations

from lms.people.models import Person, Role


def readable_countries(person: Person) -> frozenset[str] | None:
    """Countries whose rows she may read; None = all; empty = the report is not for her."""
    return person.countries_of(Role.COORDINATOR)


def can_read_report(person: Person) -> bool:
    """Whether there is a report for her at all."""
    countries = readable_countries(person)
    return countries is None or bool(countries)
