"""The audit to read: a list, an entry, a file. Reading it is written down in it."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.audit import log as reading
from lms.audit import personal_values
from lms.audit.access import can_open_lists, can_read, can_read_values, visible_entries
from lms.audit.actions import record_view
from lms.audit.harvesting import lift
from lms.audit.models import AuditEntry, AuditSeal, ChainState, Harvest
from lms.audit.verbs import KINDS, grouped
from lms.common.spreadsheets import write_csv, write_xlsx

FILES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _reader(request: HttpRequest) -> AbstractBaseUser:
    person = request.user
    if not isinstance(person, AbstractBaseUser) or not can_read(person):
        raise PermissionDenied
    return person


def _visible(person: AbstractBaseUser) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(visible_entries(person))


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Entries, the newest first, and what the last check of the chain said."""
    person = _reader(request)
    filters = reading.Filters.of(request.GET)
    piece = reading.piece_of(filters.chosen(_visible(person)), request.GET)
    if piece.people:
        record_view(actor=person, what="audit.log", rows=len(piece.people), part=request.GET.urlencode())
    countries = apps.get_model("people.Country")._default_manager.all()
    context = {
        "piece": piece,
        "filters": filters,
        "verbs": grouped(),
        "kinds": sorted(KINDS.items(), key=lambda pair: str(pair[1]).casefold()),
        "countries": sorted(((one.pk, one.name()) for one in countries), key=lambda pair: pair[1].casefold()),
        "check": ChainState.objects.filter(pk=1).first(),
        "most": reading.MOST,
    }
    return render(request, "audit/log.html", context)


@require_safe
def export(request: HttpRequest, form: str) -> HttpResponse:
    """What the filters choose as a file, the newest first; closed values stay closed in it."""
    person = _reader(request)
    if form not in FILES:
        raise Http404
    chosen = reading.Filters.of(request.GET).chosen(_visible(person)).order_by("-pk")
    rows = list(chosen.select_related("actor", "about")[: reading.MOST])
    people = {pk for entry in rows for pk in (entry.actor_id, entry.about_id) if pk}
    record_view(
        actor=person,
        what="audit.log",
        rows=len(people),
        part=f"{form}?{request.GET.urlencode()}",
        verb="audit.export_log",
    )
    headers = [
        _("Number"), _("Time (UTC)"), _("Who, number"), _("Who"), _("Code"), _("What was done"), _("Kind"),
        _("Which one"), _("About whom, number"), _("About whom"), _("Changes"), _("Values of the person"),
    ]  # fmt: skip
    table = reading.table_of(rows)
    body = b"".join(write_csv(headers, table)) if form == "csv" else write_xlsx(_("Audit"), headers, table)
    disposition = {"Content-Disposition": f'attachment; filename="audit.{form}"'}
    return HttpResponse(body, content_type=FILES[form], headers=disposition)


@require_safe
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry with its seal; values of the person stay closed until they are asked for."""
    person = _reader(request)
    return _page(request, person, _entry(person, pk))


@require_POST
def values(request: HttpRequest, pk: int) -> HttpResponse:
    """The same with the person's closed values, for administrators; that they were read is an entry itself."""
    person = _reader(request)
    found = _entry(person, pk)
    if not can_read_values(person):
        raise PermissionDenied
    record_view(actor=person, what="audit.values", rows=1, target=found, about=found.about, verb="audit.read_values")
    opened = personal_values.read([found]).get(found.pk)
    if isinstance(opened, personal_values.Gone):
        return _page(request, person, found, gone=opened.value)
    return _page(request, person, found, opened=reading.changes_of(opened or {}, found.target_type))


@require_POST
def open_lists(request: HttpRequest, pk: int) -> HttpResponse:
    """The alarm is explained: the person's lists open again before the hour is over."""
    person = _reader(request)
    alarm = _alarm(_entry(person, pk))
    if alarm is None:
        raise Http404
    if not can_open_lists(person, alarm):
        raise PermissionDenied
    if lift(alarm=alarm, actor=person):
        messages.success(
            request,
            _("Lists of people are open to this account again. What it was shown up to now is no longer counted."),
        )
    return redirect("audit:entry", pk)


def _alarm(found: AuditEntry) -> Harvest | None:
    """The alarm that an entry tells of."""
    if found.verb != "audit.harvest_alarm":
        return None
    return Harvest.objects.select_related("actor").filter(pk=found.target_id).first()


def _entry(person: AbstractBaseUser, pk: int) -> AuditEntry:
    return get_object_or_404(_visible(person).select_related("actor", "about__country"), pk=pk)


def _page(request: HttpRequest, person: AbstractBaseUser, found: AuditEntry, **more: Any) -> HttpResponse:
    if request.method != "POST":
        shown = {pk for pk in (found.actor_id, found.about_id) if pk}
        record_view(actor=person, what="audit.entry", rows=len(shown), target=found, about=found.about)
    alarm = _alarm(found)
    is_closed = alarm is not None and alarm.slowed_until > timezone.now() and can_open_lists(person, alarm)
    context = {
        "may_open_lists": is_closed,
        "line": reading.line_of(found),
        "seal": AuditSeal.objects.filter(entry=found).first(),
        "may_open": can_read_values(person),
        **more,
    }
    return render(request, "audit/entry.html", context)
