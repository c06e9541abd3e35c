"""The figures of an import, and its problems line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from courses.models import EnrolmentState, LineOutcome, RosterImport, RosterLine, RosterState
from courses.roster.problems import PROBLEMS, sentence


@dataclass(frozen=True)
class Rejected:
    """A line that stays out: its number, the field concerned, and the reason in words."""

    row: int
    field: str
    reason: str


@dataclass(frozen=True)
class Counts:
    """What came, or would come, of a list."""

    new: int = 0
    existing: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    blank: int = 0
    waiting: int = 0
    missing: int = 0
    withdrawn: int = 0
    rejected: list[Rejected] = field(default_factory=list)

    @property
    def coming(self) -> int:
        """How many people the list brings in."""
        return self.new + self.existing

    def as_numbers(self) -> dict[str, int]:
        """The figures alone, for the audit: no names, no addresses."""
        numbers = {
            name: getattr(self, name)
            for name in (
                "new",
                "existing",
                "updated",
                "unchanged",
                "duplicates",
                "blank",
                "waiting",
                "missing",
                "withdrawn",
            )
        }
        return {**numbers, "rejected": len(self.rejected)}

    def as_json(self) -> dict[str, Any]:
        """The shape that scripts rely on."""
        numbers = {name: number for name, number in self.as_numbers().items() if name != "rejected"}
        rejected = [{"row": one.row, "field": one.field, "reason": one.reason} for one in self.rejected]
        return {**numbers, "rejected": rejected}


def reasons(line: RosterLine) -> list[str]:
    """Everything that is to be said about a line, problems first."""
    found = [sentence(line.problem, line.details)] if line.problem else []
    return found + [sentence(note["code"], note) for note in line.notes]


def why_rejected(line: RosterLine) -> str:
    """The reason, or reasons, in one text."""
    found = [sentence(line.problem, line.details)]
    return " ".join(found + [sentence(note["code"], note) for note in line.notes if note["code"] in PROBLEMS])


def counts_of(roster: RosterImport, lines: Iterable[RosterLine] | None = None) -> Counts:
    """The figures of ``roster``; pass its lines if they are at hand."""
    rows = list(roster.lines.all() if lines is None else lines)
    number: Counter[str] = Counter()
    rejected = []
    for line in rows:
        if line.outcome == LineOutcome.REJECTED:
            rejected.append(Rejected(line.row, line.field, why_rejected(line)))
        elif line.outcome in (LineOutcome.NEW, LineOutcome.EXISTING):
            number[line.outcome if line.is_chosen else "left_out"] += 1
        elif line.outcome == LineOutcome.UPDATE:
            number["updated" if line.is_chosen else LineOutcome.UNCHANGED] += 1
        elif line.outcome == LineOutcome.MISSING:
            number["withdrawn" if line.is_chosen else LineOutcome.MISSING] += 1
        else:
            number[line.outcome] += 1
    coming = [line for line in rows if line.outcome in (LineOutcome.NEW, LineOutcome.EXISTING) and line.is_chosen]
    if roster.state == RosterState.CHECKED:
        waiting = sum(any(note["code"] == "waits" for note in line.notes) for line in coming)
    else:
        ids = [line.enrolment_id for line in coming]
        states = (
            {line.enrolment_id: line.enrolment.state for line in coming if line.enrolment}
            if lines is not None
            else dict(roster.training.enrolments.filter(roster_lines__roster=roster).values_list("pk", "state"))
        )
        waiting = sum(states.get(pk) == EnrolmentState.WAITING for pk in ids if pk is not None)
    return Counts(
        new=number[LineOutcome.NEW],
        existing=number[LineOutcome.EXISTING],
        updated=number["updated"],
        unchanged=number[LineOutcome.UNCHANGED],
        duplicates=number[LineOutcome.DUPLICATE],
        blank=number[LineOutcome.BLANK],
        waiting=waiting,
        missing=number[LineOutcome.MISSING],
        withdrawn=number["withdrawn"],
        rejected=rejected,
    )
