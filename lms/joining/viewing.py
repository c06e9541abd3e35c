"""Looking at applicants' data leaves a line in the audit."""

from __future__ import annotations

from collections.abc import Iterable

from lms.audit.actions import record
from lms.people.models import Person


def note_viewed(person: Person, what: str, countries: Iterable[str | None]) -> None:
    """``person`` saw so many rows, of these countries. Nothing is written where there was nothing to see."""
    seen = list(countries)
    if seen:
        record(
            actor=person,
            verb=f"joining.view_{what}",
            target=person,
            changes={"rows": [None, len(seen)], "countries": [None, sorted({one for one in seen if one})]},
        )
