"""Looking at applicants' data leaves a line in the audit."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Model

from lms.audit.actions import record_view
from lms.people.models import Person


def note_viewed(
    person: Person, what: str, countries: Iterable[str | None], *, target: Model | None = None, part: str = ""
) -> None:
    """``person`` sees so many rows, of these countries; nothing is written where there is nothing to see.

    ``target`` is the one row that a page is about, ``part`` the query of a list. Raises ``SlowedDown``.
    """
    seen = list(countries)
    if seen:
        record_view(
            actor=person,
            what=f"joining.{what}",
            rows=len(seen),
            countries=[one for one in seen if one],
            target=target,
            part=part,
        )
