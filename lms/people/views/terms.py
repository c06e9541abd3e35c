"""Agreements, for administrators: what is in force, who accepted it, and a new version."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.common import languages, markdown
from lms.common.errors import Refused
from lms.people import accounts, agreements
from lms.people.access import administrator
from lms.people.actions.agree import publish_agreement
from lms.people.forms import AgreementForm
from lms.people.models import Agreement, AgreementKind
from lms.people.stepup import fresh_login_required

# Where on the form a refusal of the action belongs.
FIELDS = {"version_taken": "version", "in_the_past": "starts_on"}


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The versions of each agreement, newest first, and how many of those with an open account accepted each."""
    administrator(request)
    now = timezone.now()
    accepted = Count("acceptances", filter=Q(acceptances__person__is_active=True))
    rows = list(Agreement.objects.exclude(published_at=None).annotate(accepted=accepted))
    in_force = {one.pk for one in agreements.in_force(now)}
    kinds = [
        {
            "kind": kind.value,
            "words": kind.label,
            "slug": kind.replace("_", "-"),
            "versions": [
                {"row": row, "is_in_force": row.pk in in_force, "is_ahead": row.published_at > now}
                for row in rows
                if row.kind == kind and row.published_at
            ],
        }
        for kind in sorted(AgreementKind, reverse=True)
    ]
    context = {"kinds": kinds, "people": accounts.known().filter(is_active=True).count()}
    return render(request, "people/terms.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_login_required
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """A new version in six languages: written, looked at as it will be read, put in force."""
    actor = administrator(request)
    kind = kind.replace("-", "_")
    if kind not in AgreementKind.values:
        raise Http404
    context: dict[str, Any] = {"words": AgreementKind(kind).label}
    if request.method != "POST":
        current = agreements.current(kind)
        texts = languages.texts_of(current.text) if current else {}
        form = AgreementForm(kind=kind, initial={"starts_on": _today(), **texts})
        return render(request, "people/terms_new.html", context | {"form": form})
    form = AgreementForm(request.POST, kind=kind)
    verb = request.POST.get("verb", "")
    if form.is_valid() and verb == "publish":
        starts_on = form.cleaned_data["starts_on"]
        try:
            publish_agreement(
                kind=kind,
                version=form.cleaned_data["version"],
                texts=form.texts(),
                actor=actor,
                at=dt.datetime.combine(starts_on, dt.time(), dt.UTC) if starts_on > _today() else None,
            )
        except Refused as refusal:
            form.add_error(FIELDS.get(refusal.code), str(refusal))
        else:
            messages.success(request, _("The new version is published."))
            return redirect("people:terms")
    elif form.is_valid() and verb == "preview":
        shown = [
            {
                "code": code,
                "name": languages.Language(code).label,
                "direction": languages.direction(code),
                "body": markdown.render(text, top=3),
            }
            for code, text in form.texts().items()
        ]
        return render(request, "people/terms_preview.html", context | {"form": form, "shown": shown})
    return render(request, "people/terms_new.html", context | {"form": form})


def _today() -> dt.date:
    """Versions begin at midnight in UTC, for everybody at once."""
    return timezone.now().astimezone(dt.UTC).date()
