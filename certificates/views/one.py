"""One certificate, for who runs its training: look, correct, withdraw."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from certificates.access import can_issue
from certificates.actions import replace_certificate, revoke_certificate
from certificates.forms import ReplaceForm, RevokeForm
from certificates.models import Certificate
from certificates.numbering import grouped
from certificates.verification import conditions_met
from lms.common.errors import Refused
from lms.common.numbers import digits
from lms.people.access import signed_in
from lms.people.stepup import fresh_login_required, shows_people


def _certificate(request: HttpRequest, pk: int) -> Certificate:
    person = signed_in(request)
    rows = Certificate.objects.visible_to(person).select_related(
        "country", "enrolment__person", "enrolment__training", "issued_by", "replaces", "replaced_by", "job"
    )
    found = get_object_or_404(rows, pk=pk)
    if not can_issue(person, found.enrolment.training):
        raise PermissionDenied
    return found


@require_safe
@shows_people
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """What was printed, where it stands, and what can be done."""
    found = _certificate(request, pk)
    return _page(request, found, RevokeForm(), ReplaceForm(initial={"language": found.language}))


def _page(
    request: HttpRequest, found: Certificate, revoke_form: RevokeForm, replace_form: ReplaceForm, status: int = 200
) -> HttpResponse:
    return render(
        request,
        "certificates/certificate.html",
        {
            "certificate": found,
            "training": found.enrolment.training,
            "code": grouped(found.code),
            "standing": found.standing(),
            "conditions": conditions_met(found),
            "revoke_form": revoke_form,
            "replace_form": replace_form,
        },
        status=status,
    )


@require_POST
@fresh_login_required
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw it."""
    found = _certificate(request, pk)
    form = RevokeForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, ReplaceForm(initial={"language": found.language}), status=422)
    try:
        revoke_certificate(certificate=found, reason=form.cleaned_data["reason"], actor=signed_in(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Withdrawn. The public check says so from now on."))
    return redirect("certificates:certificate", pk)


@require_POST
@fresh_login_required
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue a new version from today's data."""
    found = _certificate(request, pk)
    form = ReplaceForm(request.POST)
    if not form.is_valid():
        return _page(request, found, RevokeForm(), form, status=422)
    try:
        new = replace_certificate(certificate=found, actor=signed_in(request), language=form.cleaned_data["language"])
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("certificates:certificate", pk)
    messages.success(
        request, _("Version %(version)s is issued and replaces this one.") % {"version": digits(str(new.version))}
    )
    return redirect("certificates:certificate", new.pk)
