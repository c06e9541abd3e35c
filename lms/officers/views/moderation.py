"""The moderators' queue."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.audit.actions import record_view
from lms.common.errors import Refused
from lms.common.languages import text_direction
from lms.common.paging import page_of
from lms.officers.access import moderator_of
from lms.officers.actions.moderation import decide, let_back
from lms.officers.forms import DecisionForm
from lms.officers.models import OfficerProfile, Report
from lms.officers.showing import card_of
from lms.people.models import Country
from lms.people.stepup import fresh_login_required


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What members reported: open ones first, oldest on top; then what was decided; profiles that are hidden."""
    moderator_of(request)
    context = {
        "open": Report.objects.filter(decided_at=None).order_by("created_at", "pk")[:100],
        "page": page_of(request, Report.objects.filter(decided_at__isnull=False).order_by("-decided_at", "-pk"), 25),
        "held": OfficerProfile.objects.filter(held_at__isnull=False).order_by("held_at")[:100],
    }
    return render(request, "officers/moderation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_login_required
def case(request: HttpRequest, report_id: int) -> HttpResponse:
    """One report: what was reported and nothing around it, and the decision."""
    moderator = moderator_of(request)
    report = get_object_or_404(Report.objects.select_related("decided_by", "subject"), pk=report_id)
    form = DecisionForm(request.POST or None, report=report)
    if request.method == "POST" and form.is_valid():
        try:
            decide(report_id=report.pk, actor=moderator, **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, _("The report is closed. The member who reported is told that you looked at it."))
            return HttpResponseRedirect(reverse("officers:moderation"))
    record_view(actor=moderator, what="officers.reports", rows=1, target=report, about=report.subject)
    countries = Country.objects.in_bulk([str(report.snapshot.get("seen", {}).get("country", ""))])
    context = {
        "report": report,
        "form": form,
        "card": card_of(report.snapshot.get("seen", {}), countries),
        **_text_of(report.snapshot),
    }
    return render(request, "officers/case.html", context)


@require_POST
def give_back(request: HttpRequest, profile_id: int) -> HttpResponse:
    """Let a hidden profile be switched on again."""
    moderator = moderator_of(request)
    profile = get_object_or_404(OfficerProfile.objects.select_related("person"), pk=profile_id, held_at__isnull=False)
    try:
        let_back(person=profile.person, actor=moderator)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The member may switch the profile on again and is told so."))
    return HttpResponseRedirect(reverse("officers:moderation"))


def _text_of(snapshot: dict[str, Any]) -> dict[str, Any]:
    text = str(snapshot.get("text", ""))
    at = parse_datetime(str(snapshot.get("at", "")))
    return {"text": text, "text_direction": text_direction(text), "at": at}
