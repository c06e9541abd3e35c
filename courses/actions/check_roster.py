"""Read a list of people and say what bringing it in would mean. Nobody is enrolled by this."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.models import ColumnChoice, LineOutcome, RosterImport, RosterLine, RosterState, Stage, Training
from courses.roster import columns as titles
from courses.roster.judging import Judge
from lms.common.errors import Refused
from lms.common.spreadsheets import read_table
from lms.common.texts import clean_text
from lms.people.models import Person, Role

LINE_FIELDS = (
    "given_name",
    "family_name",
    "email",
    "country",
    "agency_name",
    "unit",
    "function",
    "language",
    "outcome",
    "field",
    "problem",
    "details",
    "notes",
    "is_chosen",
    "enrolment",
    "person",
    "before",
)


def scope_of(actor: Person | None) -> frozenset[str] | None:
    """The countries whose rows the actor may bring in; ``None`` is all (a command run by the operator)."""
    return None if actor is None else actor.countries_of(Role.COORDINATOR)


def check_roster(*, training: Training, data: bytes, file_name: str, actor: Person | None = None) -> RosterImport:
    """Keep the list and its judgement for a look. Raises Refused for a file that is no list of people."""
    if training.stage == Stage.CANCELLED:
        raise Refused(_("This training was cancelled. Nobody can be brought in."), code="cancelled")
    table = read_table(data, recognise=titles.recognise)
    header = titles.find_header(table.sheets)
    if header is None:
        raise Refused(
            _(
                "No list of people was found in this file. It needs a row with column titles, such as "
                "given name, family name, e-mail and country, and the people below it."
            ),
            code="no_header",
            field="file",
        )
    lines = header.lines
    if not any(clean_text(cell) for _number, cells in lines for cell in cells):
        raise Refused(
            _("This file has column titles but nobody below them. Add the people and choose it again."),
            code="no_people",
            field="file",
        )
    headers = [clean_text(title)[:200] for title in header.titles]
    chosen = ColumnChoice.objects.filter(headers_hash=titles.headers_hash(headers)).first()
    with transaction.atomic():
        roster = RosterImport.objects.create(
            training=training,
            person=actor,
            file_name=(clean_text(file_name) or "list")[:200],
            sheet=clean_text(header.sheet.name)[:100],
            encoding=table.encoding,
            header_row=header.row,
            headers=headers,
            columns=chosen.columns if chosen else titles.guess(headers),
        )
        new = [
            RosterLine(roster=roster, row=number, cells=[_storable(cell) for cell in cells]) for number, cells in lines
        ]
        missing = Judge(roster, training, scope_of(actor)).judge(new)
        RosterLine.objects.bulk_create([*new, *missing], batch_size=2000)
    return roster


def _storable(cell: str) -> str:
    # PostgreSQL stores neither NUL nor lone surrogates in JSON; nothing else of the cell is touched.
    return "".join(char for char in cell if char != "\x00" and not "\ud800" <= char <= "\udfff")


def judge_again(roster: RosterImport, actor: Person | None) -> list[RosterLine]:
    """All lines of a checked import, judged as things are now; not saved. What was chosen stays chosen."""
    lines = list(roster.lines.filter(row__gt=0).order_by("row"))
    before = {line.person_id: line for line in roster.lines.filter(row=0)}
    missing = Judge(roster, roster.training, scope_of(actor)).judge(lines)
    for line in missing:
        if known := before.get(line.person_id):
            line.pk, line.is_chosen = known.pk, known.is_chosen
    return [*lines, *missing]


def save_lines(roster: RosterImport, lines: Sequence[RosterLine]) -> None:
    """Save judged lines; inside the caller's transaction. An upsert is many times quicker than ``bulk_update``."""
    kept = [line.pk for line in lines if line.row == 0 and line.pk]
    roster.lines.filter(row=0).exclude(pk__in=kept).delete()
    known = [line for line in lines if line.pk]
    RosterLine.objects.bulk_create(
        known, batch_size=1000, update_conflicts=True, unique_fields=["id"], update_fields=LINE_FIELDS
    )
    RosterLine.objects.bulk_create([line for line in lines if not line.pk], batch_size=1000)


def _lock(roster: RosterImport) -> RosterImport:
    locked = RosterImport.objects.select_for_update().get(pk=roster.pk)
    if locked.state != RosterState.CHECKED:
        raise Refused(_("This list was brought in already. Choose the file again to change more."), code="applied")
    return locked


def choose_columns(*, roster: RosterImport, columns: Mapping[str, int], actor: Person | None) -> None:
    """Match the columns by hand, judge anew, and remember it for the next file with the same titles."""
    columns = {name: number for name, number in columns.items() if name in titles.FIELDS}
    if "full_name" in columns and columns.keys() & {"given_name", "family_name"}:
        raise Refused(
            _("Choose either one column for the full name, or one for the given and one for the family name."),
            code="names_twice",
            field="full_name",
        )
    lacking = titles.missing(columns)
    if lacking:
        raise Refused(
            _("Choose a column for “%(field)s”.") % {"field": titles.FIELDS[lacking[0]]},
            code="column_missing",
            field=lacking[0],
        )
    if len(set(columns.values())) != len(columns):
        raise Refused(_("One column cannot hold two things. Choose another column for one of them."), code="twice")
    if any(not 0 <= number < len(roster.headers) for number in columns.values()):
        raise Refused(_("This column is not in the file."), code="unknown_column")
    with transaction.atomic():
        locked = _lock(roster)
        locked.columns = columns
        locked.save(update_fields=["columns", "updated_at"])
        ColumnChoice.objects.update_or_create(
            headers_hash=titles.headers_hash(locked.headers), defaults={"columns": columns}
        )
        save_lines(locked, judge_again(locked, actor))
    roster.refresh_from_db()


def correct_line(*, line: RosterLine, corrections: Mapping[str, str], actor: Person | None) -> RosterLine:
    """Put other texts in place of single cells of a line, and judge anew. The file stays as it is."""
    with transaction.atomic():
        locked = _lock(line.roster)
        current = RosterLine.objects.select_for_update().get(pk=line.pk)
        current.corrections = {
            **current.corrections,
            **{name: _storable(text)[:500] for name, text in corrections.items() if name in locked.columns},
        }
        current.save(update_fields=["corrections"])
        save_lines(locked, judge_again(locked, actor))
    return RosterLine.objects.get(pk=line.pk)


def choose_lines(
    *, roster: RosterImport, chosen: Sequence[int], shown: Sequence[int], over: Sequence[int] = ()
) -> None:
    """Of the lines ``shown`` (their ids), bring in, update or withdraw only those ``chosen``.

    ``over``: of people known who are new to the training, those in whose records the list replaces what differs.
    """
    with transaction.atomic():
        locked = _lock(roster)
        able = (LineOutcome.NEW, LineOutcome.EXISTING, LineOutcome.UPDATE, LineOutcome.MISSING)
        lines = locked.lines.filter(pk__in=shown, outcome__in=able)
        lines.filter(pk__in=chosen).update(is_chosen=True)
        lines.exclude(pk__in=chosen).update(is_chosen=False)
        known = lines.filter(outcome=LineOutcome.EXISTING)
        known.filter(pk__in=over).update(takes_over=True)
        known.exclude(pk__in=over).update(takes_over=False)
