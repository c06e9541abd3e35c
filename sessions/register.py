"""The register as a table: people down, half days across. Reads only."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Enrolment, Training
from lms.common import languages, numbers
from lms.people.models import Person
from sessions.models import (
    Attendance,
    AttendanceBatch,
    AttendanceSource,
    AttendanceStatus,
    SessionKind,
    TrainingSession,
)
from sessions.models.attendance import NOT_MARKED
from sessions.presence import Share, shares_for

ENOUGH = Decimal(80)


@dataclass(frozen=True)
class Column:
    """A session of the register; ``title`` where the half day alone would not tell it apart."""

    session: TrainingSession
    label: str
    title: str
    is_chosen: bool


@dataclass(frozen=True)
class Cell:
    """One mark: its status (``not_marked`` without a row), and what is worth saying beside it."""

    session_id: int
    status: str
    late_minutes: int | None = None
    minutes: int | None = None
    is_chosen: bool = False


@dataclass(frozen=True)
class Line:
    """One person: her marks, how she came in to the chosen session, her share so far."""

    enrolment: Enrolment
    cells: list[Cell]
    share: Share
    source: str = ""
    at: dt.datetime | None = None

    @property
    def chosen(self) -> str:
        """Her mark in the chosen session."""
        return next((cell.status for cell in self.cells if cell.is_chosen), NOT_MARKED)

    @property
    def attended(self) -> str:
        """Half days attended, in the reader's digits: ``2``, ``0.3``."""
        return numbers.number(self.share.attended, 0 if self.share.attended == int(self.share.attended) else 1)

    @property
    def is_low(self) -> bool:
        """Under 80 % of the half days that were marked."""
        marked = self.share.marked
        return bool(marked) and self.share.attended * 100 < ENOUGH * marked


@dataclass(frozen=True)
class Register:
    """The whole table; ``lines`` after search and filter, the figures of everybody in it."""

    columns: list[Column]
    lines: list[Line]
    chosen: TrainingSession | None
    everyone: int
    not_marked: int
    low: int
    counts: dict[str, int]
    last: AttendanceBatch | None


def columns_of(training: Training, *, every: bool, chosen: int | None, now: dt.datetime) -> list[Column]:
    """The sessions that count for attendance, or every one but the breaks; one of them is chosen.

    Without a wish the chosen one is the latest whose door is open, else the first.
    """
    sessions = TrainingSession.objects.taking_place().filter(training=training)
    rows = list(sessions.exclude(kind=SessionKind.BREAK) if every else sessions.counting())
    if not rows:
        return []
    picked = next((row for row in rows if row.pk == chosen), None)
    if picked is None:
        begun = [row for row in rows if row.starts_at - dt.timedelta(minutes=30) <= now]
        picked = begun[-1] if begun else rows[0]
    labels = Counter(row.half_day_label for row in rows)
    return [
        Column(
            row,
            row.half_day_label,
            languages.localized(row.title).text if every or labels[row.half_day_label] > 1 else "",
            row.pk == picked.pk,
        )
        for row in rows
    ]


def _cell(column: Column, mark: Attendance | None, starts_at: dt.datetime) -> Cell:
    if mark is None:
        return Cell(column.session.pk, NOT_MARKED, is_chosen=column.is_chosen)
    # A trainer may mark lateness hours afterwards: only a time seen at the door says how late.
    seen = mark.source in (AttendanceSource.CODE, AttendanceSource.SCAN)
    return Cell(
        column.session.pk,
        mark.status,
        late_minutes=mark.late_by(starts_at) if seen and mark.status == AttendanceStatus.LATE else None,
        minutes=mark.minutes if mark.status == AttendanceStatus.PARTLY else None,
        is_chosen=column.is_chosen,
    )


def lines_of(columns: Sequence[Column], enrolments: Sequence[Enrolment]) -> list[Line]:
    """The people's marks in these columns: three queries, whatever their number."""
    chosen = next((column.session for column in columns if column.is_chosen), None)
    starts = {column.session.pk: column.session.starts_at for column in columns}
    wanted = {row.pk for row in enrolments}
    marks: dict[tuple[int, int], Attendance] = {}
    for mark in Attendance.objects.filter(session__in=list(starts)):
        if mark.enrolment_id in wanted:
            marks[mark.enrolment_id, mark.session_id] = mark
    shares = shares_for(enrolments)
    lines = []
    for row in enrolments:
        cells = [_cell(column, marks.get((row.pk, column.session.pk)), starts[column.session.pk]) for column in columns]
        found = marks.get((row.pk, chosen.pk)) if chosen else None
        source = str(AttendanceSource(found.source).label) if found else ""
        lines.append(Line(row, cells, shares[row.pk], source, found.at if found else None))
    return lines


def read(
    training: Training,
    rows: QuerySet[Enrolment],
    *,
    every: bool = False,
    chosen: int | None = None,
    search: str = "",
    only: str = "",
    now: dt.datetime | None = None,
) -> Register:
    """The register of the enrolments ``rows``. ``only``: ``not_marked`` in the chosen session, or ``low``."""
    columns = columns_of(training, every=every, chosen=chosen, now=now or timezone.now())
    session = next((column.session for column in columns if column.is_chosen), None)
    people = list(rows.select_related("person", "country").order_by("person__family_name", "person__given_name", "pk"))
    lines = lines_of(columns, people)
    counts = Counter(line.chosen for line in lines)
    low = sum(line.is_low for line in lines)
    shown = lines
    if only == "not_marked":
        shown = [line for line in lines if line.chosen == NOT_MARKED]
    elif only == "low":
        shown = [line for line in lines if line.is_low]
    words = search.casefold().split()
    if words:
        shown = [line for line in shown if all(word in line.enrolment.person.full_name.casefold() for word in words)]
    last = None
    if session is not None:
        last = AttendanceBatch.objects.filter(session=session).select_related("actor").order_by("-at", "-pk").first()
    return Register(
        columns, shown, session, len(lines), counts.get(NOT_MARKED, 0), low,
        {status: counts.get(status, 0) for status in (*AttendanceStatus.values, NOT_MARKED)}, last,
    )  # fmt: skip


def press_to_undo(session: TrainingSession, person: Person) -> int | None:
    """The id of her own newest press in ``session`` that changed something and is not taken back."""
    own = AttendanceBatch.objects.filter(session=session, actor=person, undone=False).exclude(changes={})
    return own.order_by("-at", "-pk").values_list("pk", flat=True).first()


def table_of(register: Register) -> tuple[list[str], list[list[str | int | float]]]:
    """The register for a spreadsheet: headers, and one row a person with words and numbers."""
    headers = [_("Name"), _("Country")]
    headers += [f"{column.label}, {column.title}" if column.title else column.label for column in register.columns]
    headers += [_("Half days attended"), _("Half days in all"), _("Attendance in %")]
    words: dict[str, str] = {status.value: str(status.label) for status in AttendanceStatus}
    words[NOT_MARKED] = _("Not marked")
    rows: list[list[str | int | float]] = []
    for line in register.lines:
        country = line.enrolment.country
        rows.append(
            [
                line.enrolment.person.full_name,
                country.name() if country else "",
                *(words[cell.status] for cell in line.cells),
                float(line.share.attended),
                line.share.total,
                float(line.share.percent),
            ]
        )
    return headers, rows
