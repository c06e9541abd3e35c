"""The register: read, mark, undo, print, export."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from courses.models import Training
from lms.audit.actions import record_view
from lms.common.errors import Refused
from lms.common.numbers import digits
from lms.common.spreadsheets import write_csv, write_xlsx
from lms.people.access import signed_in
from lms.people.models import Person
from lms.people.stepup import fresh_login_required, shows_people
from sessions import access, register
from sessions.actions import BatchResult, mark_attendance, mark_rest, undo_press
from sessions.models import AttendanceStatus, TrainingSession
from sessions.views.agenda import training_for

KEPT = ("at", "all", "only", "q")


def _number(raw: str | None) -> int | None:
    return int(raw) if raw and raw.isascii() and raw.isdigit() and len(raw) < 10 else None


def _training(person: Person, slug: str) -> tuple[Training, bool]:
    """The training, and whether she runs it; asked once for a page."""
    training = training_for(person, slug)
    runs = access.can_mark(person, training)
    if not runs and not access.can_read_register(person, training):
        raise PermissionDenied
    return training, runs


def _read(person: Person, training: Training, query: QueryDict, *, runs: bool) -> register.Register:
    return register.read(
        training,
        access.register_rows(person, training, runs=runs),
        every=query.get("all") == "1",
        chosen=_number(query.get("at")),
        search=query.get("q", "")[:100],
        only=query.get("only", ""),
    )


def _page(request: HttpRequest, training: Training, query: QueryDict, template: str, *, runs: bool) -> HttpResponse:
    person = signed_in(request)
    read = _read(person, training, query, runs=runs)
    if request.method == "GET":
        record_view(actor=person, what="sessions.register", target=training, rows=len(read.lines), total=read.everyone)
    return render(
        request,
        template,
        {
            "training": training,
            "register": read,
            "can_mark": runs,
            "is_part": template.endswith("#register"),
            "press_to_undo": register.press_to_undo(read.chosen, person) if runs and read.chosen else None,
            "statuses": AttendanceStatus.choices,
            "every": query.get("all") == "1",
            "only": query.get("only", ""),
            "search": query.get("q", "")[:100],
            "client_id": get_random_string(22),
        },
    )


@require_GET
@shows_people
def table(request: HttpRequest, slug: str) -> HttpResponse:
    """People down, half days across; a coordinator of one country sees her own people only."""
    training, runs = _training(signed_in(request), slug)
    return _page(request, training, request.GET, "sessions/register.html", runs=runs)


@require_GET
@shows_people
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as a sheet of paper with boxes to sign."""
    training, runs = _training(signed_in(request), slug)
    return _page(request, training, request.GET, "sessions/sheet.html", runs=runs)


@require_GET
@fresh_login_required
def export(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The register as a file, as far as she may read it: the same search and filter as on the page."""
    person = signed_in(request)
    training, runs = _training(person, slug)
    read = _read(person, training, request.GET, runs=runs)
    headers, rows = register.table_of(read)
    record_view(
        actor=person,
        what="sessions.register",
        target=training,
        rows=len(read.lines),
        total=read.everyone,
        part=form,
        verb="sessions.export_register",
    )
    if form == "csv":
        body, kind = b"".join(write_csv(headers, rows)), "text/csv; charset=utf-8"
    else:
        body = write_xlsx(_("Attendance"), headers, rows)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    disposition = {"Content-Disposition": f'attachment; filename="attendance-{training.slug}.{form}"'}
    return HttpResponse(body, content_type=kind, headers=disposition)


@require_POST
def mark(request: HttpRequest, slug: str) -> HttpResponse:
    """One press: a mark for those chosen, for all the rest, or the last press taken back."""
    person = signed_in(request)
    training, runs = _training(person, slug)
    if not runs:
        raise PermissionDenied
    session = get_object_or_404(
        TrainingSession.objects.filter(training=training), pk=_number(request.POST.get("session")) or 0
    )
    try:
        result = _press(request.POST, session, person)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        _say(request, result)
    if request.headers.get("X-Fragment") == "register":
        return _page(request, training, request.POST, "sessions/register.html#register", runs=runs)
    kept = {name: request.POST[name] for name in KEPT if request.POST.get(name)}
    return redirect(f"{reverse('sessions:register', args=[slug])}?{urlencode(kept)}")


def _press(data: QueryDict, session: TrainingSession, person: Person) -> BatchResult | None:
    """Do what the pressed button says; None: nobody was chosen."""
    client_id = data.get("client_id", "")[:64]
    if "undo" in data:
        return undo_press(session=session, actor=person, press=_number(data.get("undo")) or 0)
    if "rest" in data:
        return mark_rest(session=session, actor=person, client_id=client_id)
    if "one" in data:
        # A single person's button: "<enrolment>:<status>".
        who, _colon, status = data.get("one", "").partition(":")
        chosen = [who]
    else:
        chosen, status = data.getlist("who"), data.get("status", "")
    ids = [number for number in map(_number, chosen) if number is not None]
    if not ids:
        return None
    return mark_attendance(session=session, marks=dict.fromkeys(ids, status), actor=person, client_id=client_id)


def _say(request: HttpRequest, result: BatchResult | None) -> None:
    if result is None:
        messages.warning(request, _("Nothing changed: choose people first."))
    elif result.repeated or not result.changed:
        messages.info(request, _("Nothing changed: it was marked so already."))
    else:
        said = ngettext("%(count)s mark saved.", "%(count)s marks saved.", result.changed)
        messages.success(request, said % {"count": digits(str(result.changed))})
