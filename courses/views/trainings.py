"""The trainings board, planning a training, and the people in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses import board
from courses.access import can_run, coordinates, visible_enrolments, visible_trainings
from courses.actions.accept import accept_invitation
from courses.actions.invite import INVITABLE, queue_invitations, unanswered
from courses.actions.plan_training import change_training, plan_training
from courses.actions.seats import decline_invitation, withdraw
from courses.forms import TrainingForm
from courses.models import Enrolment, EnrolmentState, Invitation, Stage, Training, TrainingStaff
from courses.models.enrolment import UNREACHED
from courses.roster.places import countries
from lms.audit.actions import record_view
from lms.common.errors import Refused
from lms.common.languages import Language
from lms.common.numbers import digits
from lms.common.paging import page_of
from lms.common.spreadsheets import Cell, write_csv, write_xlsx
from lms.people.access import signed_in
from lms.people.models import Person, Role
from lms.people.stepup import ask_again, is_fresh, shows_people


def training_of(request: HttpRequest, slug: str) -> Training:
    """The training, if she may know of it; else 404."""
    rows = Training.objects.filter(visible_trainings(signed_in(request)), is_self_paced=False)
    return get_object_or_404(rows.select_related("country", "course"), slug=slug)


def table_response(
    kind: str, name: str, headers: Sequence[str], rows: list[list[Cell]]
) -> HttpResponse | StreamingHttpResponse:
    """A table as a download: ``csv`` or ``xlsx``."""
    response: HttpResponse | StreamingHttpResponse
    if kind == "xlsx":
        mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        response = HttpResponse(write_xlsx(name, headers, rows), content_type=mime)
    else:
        response = StreamingHttpResponse(write_csv(headers, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.{"xlsx" if kind == "xlsx" else "csv"}"'
    response["Cache-Control"] = "no-store, private"
    return response


def _filters(request: HttpRequest) -> board.Filters:
    stages = tuple(stage for stage in request.GET.getlist("stage") if stage in Stage.values)
    language = request.GET.get("language", "")
    region = request.GET.get("region", "")
    return board.Filters(
        query=request.GET.get("q", "").replace("\x00", "")[:100].strip(),
        stages=stages,
        language=language if language in Language.values else "",
        region=region if region in dict(board.regions()) else "",
    )


def _address(filters: board.Filters, **changes: Any) -> str:
    """The board's address with some filters changed."""
    values: dict[str, Any] = {
        "q": filters.query,
        "stage": filters.stages,
        "language": filters.language,
        "region": filters.region,
    } | changes
    query = urlencode({name: value for name, value in values.items() if value}, doseq=True)
    return f"?{query}" if query else "?"


@require_GET
def trainings(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The board: every training that concerns the person, by stage."""
    person = signed_in(request)
    filters = _filters(request)
    rows = board.matching(person, filters)
    strip = [
        {
            "stage": stage,
            "count": count,
            "is_on": stage.value in filters.stages,
            "url": _address(
                filters,
                stage=[s for s in filters.stages if s != stage.value]
                if stage.value in filters.stages
                else [*filters.stages, stage.value],
            ),
        }
        for stage, count in board.by_stage(rows)
    ]
    chosen = rows.filter(stage__in=filters.stages) if filters.stages else rows
    chosen = chosen.select_related("country", "course").order_by("-starts_on", "slug")
    if request.GET.get("export") in ("csv", "xlsx"):
        return _export_board(request.GET["export"], board.lines(person, list(chosen)))
    page = page_of(request, chosen, 40)
    return render(
        request,
        "courses/trainings.html",
        {
            "strip": strip,
            "filters": filters,
            "languages": Language.choices,
            "regions": board.regions(),
            "page": page,
            "lines": board.lines(person, list(page.object_list)),
            "manages": person.is_coordinator,
            "address": _address(filters),
            "is_filtered": bool(filters.query or filters.stages or filters.language or filters.region),
        },
    )


def _export_board(kind: str, lines: list[board.Line]) -> HttpResponse | StreamingHttpResponse:
    headers = [
        _("Training"), _("Country"), _("City"), _("First day"), _("Days"), _("Language"), _("Stage"),
        _("Seats"), pgettext("seats", "Taken"), _("Waiting"),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            line.training.title,
            line.training.country.name() if line.training.country else "",
            line.training.city,
            line.training.starts_on,
            line.training.days,
            line.training.get_language_display(),
            line.training.get_stage_display(),
            line.training.capacity if line.sees_figures else None,
            line.training.seats_taken if line.sees_figures else (_("full") if line.is_full else _("free")),
            line.waiting if line.sees_figures else None,
        ]
        for line in lines
    ]
    return table_response(kind, "trainings", headers, rows)


def _may_plan(person: Person) -> None:
    if not person.is_coordinator:
        raise PermissionDenied


@require_http_methods(["GET", "POST"])
def training_new(request: HttpRequest) -> HttpResponse:
    """A new training, in one form."""
    person = signed_in(request)
    _may_plan(person)
    form = TrainingForm(
        request.POST or None,
        person=person,
        initial={"mode": "in_person", "time_zone": person.time_zone, "language": person.language},
    )
    if request.method == "POST" and form.is_valid():
        training = plan_training(values=form.cleaned_data, actor=person)
        messages.success(request, _("The training is planned. Bring in the people next."))
        return redirect("courses:people", training.slug)
    return render(request, "courses/training_form.html", {"form": form, "training": None})


@require_http_methods(["GET", "POST"])
def training_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a training."""
    person = signed_in(request)
    training = training_of(request, slug)
    if not coordinates(person, training):
        raise PermissionDenied
    initial = {name: getattr(training, name) for name in TrainingForm.base_fields if name != "trainers"}
    initial["trainers"] = training.staff.filter(staffing__function=TrainingStaff.Function.TRAINER).distinct()
    form = TrainingForm(request.POST or None, person=person, training=training, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_training(training=training, values=form.cleaned_data, actor=person)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The training is changed."))
            return redirect("courses:people", training.slug)
    return render(request, "courses/training_form.html", {"form": form, "training": training})


# --- the people of a training -----------------------------------------------------


def _people(request: HttpRequest, training: Training) -> QuerySet[Enrolment]:
    """The rows she may read in full; 403 for participants and guest presenters, who see nobody's row here."""
    person = signed_in(request)
    if not (person.is_coordinator or can_run(person, training)):
        raise PermissionDenied
    return training.enrolments.filter(visible_enrolments(person)).distinct()


def _filtered(request: HttpRequest, rows: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    query = request.GET.get("q", "").replace("\x00", "")[:100].strip()
    if query:
        rows = rows.filter(
            Q(person__given_name__icontains=query)
            | Q(person__family_name__icontains=query)
            | Q(person__email__icontains=query)
        )
    for name, known in (("state", EnrolmentState.values), ("invitation", Invitation.values)):
        if request.GET.get(name) in known:
            rows = rows.filter(**{name: request.GET[name]})
    country = request.GET.get("country", "")
    if country in countries().rows:
        rows = rows.filter(country=country)
    return rows


@require_GET
@shows_people
def people(request: HttpRequest, slug: str) -> HttpResponse | StreamingHttpResponse:
    """Who is in a training: seat, invitation, country."""
    person = signed_in(request)
    training = training_of(request, slug)
    mine = _people(request, training)
    rows = _filtered(request, mine).select_related("person", "country", "agency")
    rows = rows.order_by("person__family_name", "person__given_name", "pk")
    if request.GET.get("export") in ("csv", "xlsx"):
        if not is_fresh(request):
            return ask_again(request)
        record_view(
            actor=person,
            what="courses.people",
            target=training,
            rows=rows.count(),
            total=mine.count(),
            part=request.GET.urlencode(),
            verb="courses.export_people",
        )
        return _export_people(request.GET["export"], training, rows)
    of_state = dict(mine.order_by().values_list("state").annotate(n=Count("pk", distinct=True)))
    present = sorted(set(mine.order_by().values_list("country", flat=True)) - {None})
    query = request.GET.copy()
    query.pop("page", None)
    invitable = mine.filter(state__in=INVITABLE, invitation__in=UNREACHED).count()
    may_invite = person.is_coordinator and not training.has_ended and training.stage != Stage.CANCELLED
    page = page_of(request, rows, 50)
    total = sum(of_state.values())
    record_view(
        actor=person,
        what="courses.people",
        target=training,
        rows=len(page.object_list),
        total=total,
        part=request.GET.urlencode(),
        countries=present,
    )
    return render(
        request,
        "courses/people.html",
        {
            "training": training,
            "dates": board.dates_of(training),
            "page": page,
            "counts": [(state, of_state.get(state.value, 0)) for state in EnrolmentState if of_state.get(state.value)],
            "total": total,
            "invitations": Invitation.choices,
            "countries": sorted(((code, countries().rows[code].name()) for code in present), key=lambda pair: pair[1]),
            "wanted": request.GET,
            "address": f"?{query.urlencode()}&" if query else "?",
            "may_change": person.is_coordinator,
            "may_edit": coordinates(person, training),
            "may_invite": may_invite,
            "invitable": invitable,
            "unanswered": unanswered(_changeable(request, training)).count() if may_invite else 0,
            "now": timezone.now(),
        },
    )


def _export_people(kind: str, training: Training, rows: QuerySet[Enrolment]) -> HttpResponse | StreamingHttpResponse:
    headers = [
        _("Given name"), _("Family name"), _("E-mail"), _("Country"), _("Agency"), _("Unit"), _("Function"),
        _("Preferred language"), _("Seat"), _("Invitation"),
    ]  # fmt: skip
    table: list[list[Cell]] = [
        [
            row.person.given_name,
            row.person.family_name,
            row.person.email,
            row.country.name() if row.country else "",
            row.agency.name if row.agency else "",
            row.unit,
            row.function,
            row.get_language_display(),
            row.get_state_display(),
            row.get_invitation_display(),
        ]
        for row in rows.iterator(chunk_size=1000)
    ]
    return table_response(kind, f"people-{training.slug}", headers, table)


def _changeable(request: HttpRequest, training: Training) -> QuerySet[Enrolment]:
    """The rows she may change: those of her countries, also where she reads more as a trainer."""
    rows = _people(request, training)
    scope = signed_in(request).countries_of(Role.COORDINATOR)
    return rows if scope is None else rows.filter(country__in=scope)


def _chosen(request: HttpRequest, training: Training) -> QuerySet[Enrolment]:
    ids = [int(pk) for pk in request.POST.getlist("enrolment")[:5000] if pk.isascii() and pk.isdigit() and len(pk) < 19]
    return _changeable(request, training).filter(pk__in=ids)


@require_POST
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Queue invitations: for those chosen, for all whom none has reached, or again for all without an answer."""
    person = signed_in(request)
    training = training_of(request, slug)
    _may_plan(person)
    who = request.POST.get("who")
    if who == "all":
        rows = _changeable(request, training).filter(invitation__in=UNREACHED)
    elif who == "unanswered":
        rows = unanswered(_changeable(request, training))
    else:
        rows = _chosen(request, training)
    try:
        number = queue_invitations(enrolments=rows, actor=person, again=who == "unanswered")
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if number:
            text = ngettext(
                "%(number)s invitation leaves within a minute.", "%(number)s invitations leave within a minute.", number
            )
            messages.success(request, text % {"number": digits(str(number))})
        else:
            messages.info(request, _("Nobody was invited: those chosen have accepted, wait for a seat or have left."))
    return redirect("courses:people", training.slug)


@require_POST
def withdraw_people(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the chosen people off the training; their seats go to those who wait."""
    person = signed_in(request)
    training = training_of(request, slug)
    _may_plan(person)
    number = 0
    for enrolment in _chosen(request, training):
        number += withdraw(enrolment=enrolment, actor=person)
    text = ngettext("%(number)s person was withdrawn.", "%(number)s people were withdrawn.", number)
    messages.success(request, text % {"number": digits(str(number))})
    return redirect("courses:people", training.slug)


# --- the person's own seat ---------------------------------------------------------


def _own(request: HttpRequest, slug: str) -> Enrolment:
    rows = Enrolment.objects.filter(person=signed_in(request)).select_related("training")
    return get_object_or_404(rows, training__slug=slug)


@require_POST
def accept(request: HttpRequest, slug: str) -> HttpResponse:
    """Yes to one's invitation, or to the seat that was offered."""
    enrolment = _own(request, slug)
    try:
        accept_invitation(enrolment=enrolment)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("You take part. The training and its dates are on your home page."))
    return redirect("portal:home")


@require_POST
def decline(request: HttpRequest, slug: str) -> HttpResponse:
    """No, thank you: the seat goes to the next in line."""
    enrolment = _own(request, slug)
    try:
        if decline_invitation(enrolment=enrolment, actor=signed_in(request)):
            messages.success(request, _("Your seat is given back. Thank you for saying so."))
        else:
            messages.info(request, _("Nothing changed: you hold no seat in this training any more."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("portal:home")
