"""Bringing in people from a file: file, columns, check, done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.access import can_import_roster
from courses.actions.apply_roster import apply_roster
from courses.actions.check_roster import check_roster, choose_columns, choose_lines, correct_line
from courses.actions.invite import INVITABLE
from courses.actions.undo_roster import undo_roster
from courses.forms import RosterFileForm
from courses.models import LineOutcome, RosterImport, RosterLine, RosterState, Stage, Training
from courses.models.enrolment import UNREACHED
from courses.roster.columns import FIELDS, missing
from courses.roster.places import countries
from courses.roster.summary import counts_of, reasons
from courses.views.trainings import table_response, training_of
from lms.audit.actions import record_view
from lms.common.errors import Refused
from lms.common.languages import Language
from lms.common.numbers import digits
from lms.common.paging import page_of
from lms.common.spreadsheets import MAX_BYTES, Cell
from lms.people.access import signed_in
from lms.people.models import Role
from lms.people.stepup import fresh_login_required, shows_people

GLYPHS = {
    LineOutcome.NEW: "new",
    LineOutcome.EXISTING: "new",
    LineOutcome.UPDATE: "update",
    LineOutcome.UNCHANGED: "already",
    LineOutcome.DUPLICATE: "already",
    LineOutcome.REJECTED: "error",
    LineOutcome.BLANK: "todo",
    LineOutcome.MISSING: "due",
}
# What stands on the count cards, in this order; errors come first in the list of all rows.
CARDS = (
    LineOutcome.NEW,
    LineOutcome.EXISTING,
    LineOutcome.UPDATE,
    LineOutcome.UNCHANGED,
    LineOutcome.DUPLICATE,
    LineOutcome.REJECTED,
    LineOutcome.MISSING,
)
_URGENCY = Case(
    When(outcome=LineOutcome.REJECTED, then=Value(0)),
    When(outcome=LineOutcome.MISSING, then=Value(1)),
    When(outcome=LineOutcome.UPDATE, then=Value(2)),
    default=Value(3),
    output_field=IntegerField(),
)
ABLE = (LineOutcome.NEW, LineOutcome.EXISTING, LineOutcome.UPDATE, LineOutcome.MISSING)


def _training(request: HttpRequest, slug: str) -> Training:
    training = training_of(request, slug)
    if not can_import_roster(signed_in(request), training):
        raise PermissionDenied
    return training


def _roster(request: HttpRequest, training: Training, pk: int) -> RosterImport:
    """An import of the training: one's own; a coordinator of every country may see all."""
    person = signed_in(request)
    rows = training.roster_imports.select_related("training")
    if not person.is_coordinator_everywhere:
        rows = rows.filter(person=person)
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "POST"])
@shows_people
def roster(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose the file; and what was brought in before."""
    training = _training(request, slug)
    person = signed_in(request)
    form = RosterFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            # One byte more than allowed tells that it is too large; the rest is never read.
            made = check_roster(
                training=training, data=file.read(MAX_BYTES + 1), file_name=file.name or "", actor=person
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            step = "courses:roster_columns" if missing(made.columns) else "courses:roster_check"
            return redirect(step, training.slug, made.pk)
    earlier = training.roster_imports.exclude(state=RosterState.CHECKED).select_related("person")
    if not person.is_coordinator_everywhere:
        earlier = earlier.filter(person=person)
    return render(request, "courses/roster.html", {"training": training, "form": form, "earlier": earlier[:20]})


@require_http_methods(["GET", "POST"])
@shows_people
def columns(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Which column holds what."""
    training = _training(request, slug)
    made = _roster(request, training, pk)
    if made.state != RosterState.CHECKED:
        return redirect("courses:roster_done", training.slug, made.pk)
    chosen: dict[str, int] = dict(made.columns)
    problem: Refused | None = None
    if request.method == "POST":
        chosen = {
            name: int(value)
            for name in FIELDS
            if (value := request.POST.get(name, "")).isascii() and value.isdigit() and len(value) < 4
        }
        try:
            choose_columns(roster=made, columns=chosen, actor=signed_in(request))
        except Refused as refusal:
            problem = refusal
        else:
            return redirect("courses:roster_check", training.slug, made.pk)
    sample = list(made.lines.filter(row__gt=0).exclude(outcome=LineOutcome.BLANK).order_by("row")[:3])
    options = [
        {
            "number": number,
            "title": title or _("Column %(number)s") % {"number": digits(str(number + 1))},
            "sample": " · ".join(line.cells[number] for line in sample if number < len(line.cells))[:80],
        }
        for number, title in enumerate(made.headers)
    ]
    context = {
        "training": training,
        "roster": made,
        "fields": [(name, label, chosen.get(name)) for name, label in FIELDS.items()],
        "options": options,
        "problem": problem,
        "lacking": [FIELDS[name] for name in missing(made.columns)] if problem is None else [],
    }
    return render(request, "courses/roster_columns.html", context, status=200 if problem is None else 422)


def _row(line: RosterLine) -> dict[str, Any]:
    country = countries().rows.get(line.country_id or "")
    column = line.roster.columns.get("country", -1)
    written = line.corrections.get("country") or (line.cells[column] if 0 <= column < len(line.cells) else "")
    return {
        "line": line,
        "glyph": GLYPHS[LineOutcome(line.outcome)],
        "word": LineOutcome(line.outcome).label,
        "country": country.name() if country else "",
        # What stands in the file, where no country has that name.
        "written": "" if country else written.strip()[:80],
        "language": dict(Language.choices).get(line.language, ""),
        "reasons": reasons(line),
        "able": line.outcome in ABLE,
        # An update is ticked as a whole; who comes in may come in with her record left as it is.
        "may_take_over": line.outcome == LineOutcome.EXISTING and any(note["code"] == "differs" for note in line.notes),
        "is_error": line.outcome == LineOutcome.REJECTED,
    }


def _counted(made: RosterImport) -> dict[str, int]:
    return dict(made.lines.order_by().values_list("outcome").annotate(n=Count("pk")))


def _shown(made: RosterImport, outcome: str) -> QuerySet[RosterLine]:
    lines = made.lines.all()
    if outcome in LineOutcome.values:
        return lines.filter(outcome=outcome).order_by("row", "pk")
    # Errors first, then updates: what needs a look stands on top.
    return lines.exclude(outcome=LineOutcome.BLANK).order_by(_URGENCY, "row", "pk")


@require_GET
@shows_people
def check(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The preview: what each line means, before anything changes."""
    training = _training(request, slug)
    made = _roster(request, training, pk)
    if made.state != RosterState.CHECKED:
        return redirect("courses:roster_done", training.slug, made.pk)
    if missing(made.columns):
        return redirect("courses:roster_columns", training.slug, made.pk)
    wanted = request.GET.get("show", "")
    number = _counted(made)
    page = page_of(request, _shown(made, wanted), 100)
    record_view(
        actor=signed_in(request),
        what="courses.roster",
        target=made,
        rows=len(page.object_list),
        total=sum(number.values()),
        part=request.GET.urlencode(),
    )
    counts = counts_of(made)
    used = set(made.columns.values())
    return render(
        request,
        "courses/roster_check.html",
        {
            "training": training,
            "roster": made,
            "wanted": wanted if wanted in LineOutcome.values else "",
            "cards": [
                {"outcome": one, "label": one.label, "glyph": GLYPHS[one], "count": number.get(one.value, 0)}
                for one in CARDS
                if number.get(one.value, 0) or one in (LineOutcome.NEW, LineOutcome.REJECTED)
            ],
            "total": sum(number.values()) - number.get(LineOutcome.MISSING, 0),
            "blank": number.get(LineOutcome.BLANK, 0),
            "page": page,
            "rows": [_row(line) for line in page.object_list],
            "counts": counts,
            "matched": [
                (made.headers[column], FIELDS[name])
                for name, column in made.columns.items()
                if name in FIELDS and column < len(made.headers)
            ],
            "unused": [title for column, title in enumerate(made.headers) if column not in used and title],
        },
    )


@require_POST
def choose(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Keep which lines are ticked; with ``then=apply`` bring them in at once."""
    training = _training(request, slug)
    made = _roster(request, training, pk)
    try:
        if made.state == RosterState.CHECKED:
            choose_lines(
                roster=made,
                chosen=_numbers(request, "line"),
                shown=_numbers(request, "shown"),
                over=_numbers(request, "over"),
            )
        if request.POST.get("then") == "apply":
            apply_roster(roster=made, actor=signed_in(request))
            return redirect("courses:roster_done", training.slug, made.pk)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("courses:roster", training.slug)
    messages.success(request, _("Your choice is kept. Nothing is brought in yet."))
    return redirect("courses:roster_check", training.slug, made.pk)


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return [int(v) for v in request.POST.getlist(name)[:1000] if v.isascii() and v.isdigit() and len(v) < 19]


@require_http_methods(["GET", "POST"])
@shows_people
def line(request: HttpRequest, slug: str, pk: int, row: int) -> HttpResponse:
    """Correct the cells of one line."""
    training = _training(request, slug)
    made = _roster(request, training, pk)
    one = get_object_or_404(made.lines, row=row, row__gt=0)
    if made.state != RosterState.CHECKED:
        return redirect("courses:roster_done", training.slug, made.pk)
    if request.method == "POST":
        values = {name: request.POST[name] for name in made.columns if name in FIELDS and name in request.POST}
        try:
            one = correct_line(line=one, corrections=values, actor=signed_in(request))
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("courses:roster", training.slug)
        if one.outcome != LineOutcome.REJECTED:
            messages.success(request, _("Row %(row)s is corrected and can come in.") % {"row": digits(str(one.row))})
            return redirect("courses:roster_check", training.slug, made.pk)
    columns_of = {name: column for name, column in made.columns.items() if name in FIELDS}
    cells = [
        {
            "name": name,
            "label": FIELDS[name],
            "value": one.corrections.get(name, one.cells[column] if column < len(one.cells) else ""),
            "is_wrong": one.field == name,
        }
        for name, column in sorted(columns_of.items(), key=lambda pair: list(FIELDS).index(pair[0]))
    ]
    context = {"training": training, "roster": made, "row": _row(one), "cells": cells}
    return render(request, "courses/roster_line.html", context)


@require_GET
@fresh_login_required
def rows_to_repair(request: HttpRequest, slug: str, pk: int) -> HttpResponse | StreamingHttpResponse:
    """The rows that cannot come in, with the reason, as a file to send back to the agency."""
    training = _training(request, slug)
    made = _roster(request, training, pk)
    bad = made.lines.filter(outcome=LineOutcome.REJECTED).order_by("row")
    width = len(made.headers)
    headers = [*made.headers, _("Row"), _("Why it cannot come in")]
    table: list[list[Cell]] = [
        [*(line.cells + [""] * width)[:width], line.row, " ".join(reasons(line))] for line in bad
    ]
    record_view(
        actor=signed_in(request), what="courses.roster", target=made, rows=len(table), verb="courses.export_repair"
    )
    kind = "xlsx" if request.GET.get("as") == "xlsx" else "csv"
    return table_response(kind, f"rows-to-repair-{training.slug}", headers, table)


def _uninvited(request: HttpRequest, training: Training) -> int:
    """How many of the people whom she may invite have a seat and no invitation yet."""
    if training.has_ended or training.stage == Stage.CANCELLED:
        return 0
    scope = signed_in(request).countries_of(Role.COORDINATOR)
    rows = training.enrolments.filter(state__in=INVITABLE, invitation__in=UNREACHED)
    return (rows if scope is None else rows.filter(country__in=scope)).count()


@require_GET
@shows_people
def done(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What was brought in, what next, and how to take it back."""
    training = _training(request, slug)
    made = _roster(request, training, pk)
    if made.state == RosterState.CHECKED:
        return redirect("courses:roster_check", training.slug, made.pk)
    counts = counts_of(made)
    # Whose line was emptied because she was erased is not named any more.
    stayed = list(made.lines.filter(has_stayed=True).exclude(email="", family_name="").order_by("row", "pk"))
    if stayed:
        record_view(actor=signed_in(request), what="courses.roster", target=made, rows=len(stayed))
    context = {
        "training": training,
        "stayed": stayed,
        "roster": made,
        "counts": counts,
        "seated": counts.coming - counts.waiting,
        "invitable": 0 if made.state == RosterState.UNDONE else _uninvited(request, training),
    }
    return render(request, "courses/roster_done.html", context)


@require_POST
@fresh_login_required
def undo(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take the import back."""
    training = _training(request, slug)
    made = _roster(request, training, pk)
    try:
        result = undo_roster(roster=made, actor=signed_in(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        text = ngettext(
            "%(number)s person was taken off the training again.",
            "%(number)s people were taken off the training again.",
            result.enrolments,
        )
        messages.success(request, text % {"number": digits(str(result.enrolments))})
        if result.stayed:
            text = ngettext(
                "For %(number)s person the list could not be taken back. See below who and why.",
                "For %(number)s people the list could not be taken back. See below who and why.",
                len(result.stayed),
            )
            messages.warning(request, text % {"number": digits(str(len(result.stayed)))})
    return redirect("courses:roster_done", training.slug, made.pk)
