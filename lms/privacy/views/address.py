"""The change of one's e-mail address, and the two links that belong to it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from lms.common.errors import Refused
from lms.people.access import signed_in
from lms.people.stepup import fresh_login_required
from lms.privacy.actions import address
from lms.privacy.forms import AddressForm
from lms.privacy.links import CONFIRM, UNDO


@require_http_methods(["GET", "POST"])
@fresh_login_required
def change(request: HttpRequest) -> HttpResponse:
    """Ask for another address. The answer is the same whether or not it has an account."""
    person = signed_in(request)
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            address.ask_for_change(person=person, email=form.cleaned_data["email"])
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(
                request, _("We have sent a link to the new address. Nothing changes until you open it there.")
            )
            return redirect("privacy:mine")
    return render(request, "privacy/email.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@require_http_methods(["GET", "POST"])
@sensitive_variables("token")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link at the new address: a page with a button, since readers of mail open links by themselves."""
    return _link(request, token, CONFIRM)


@login_not_required
@require_http_methods(["GET", "POST"])
@sensitive_variables("token")
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """The link at the old address: this was not me."""
    return _link(request, token, UNDO)


def _link(request: HttpRequest, token: str, purpose: str) -> HttpResponse:
    found = address.find_change(token=token, purpose=purpose)
    if found is None:
        return render(request, "privacy/link_ended.html", status=404)
    if request.method == "POST":
        is_back = True
        try:
            if purpose == CONFIRM:
                address.confirm_change(change=found)
            else:
                is_back = address.undo_change(change=found)
        except Refused:
            return render(request, "privacy/link_ended.html", status=404)
        return render(request, "privacy/link_done.html", {"purpose": purpose, "is_back": is_back})
    return render(request, "privacy/link.html", {"purpose": purpose, "change": found})
