"""Accounts, for administrators: find one, see its roles, close and open it, help who lost her second factor."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.audit.actions import record_view
from lms.common.errors import Refused
from lms.common.paging import page_of
from lms.people import accounts
from lms.people.access import administrator, bolt_of
from lms.people.actions.accounts import (
    close_account,
    give_role,
    reopen_account,
    reset_second_factor,
    take_role,
    untouchable,
)
from lms.people.agreements import numbers_in
from lms.people.forms import AccountReasonForm, GrantForm
from lms.people.models import Person
from lms.people.stepup import ask_again, is_fresh, shows_people

FORMS: dict[str, type[forms.Form]] = {"close": AccountReasonForm, "reset": AccountReasonForm, "give": GrantForm}


@require_safe
@shows_people
def listing(request: HttpRequest) -> HttpResponse:
    """Everybody who has an account, by name; words and a group in the address choose some."""
    actor = administrator(request)
    filters = accounts.Filters.of(request.GET.dict())
    page = page_of(request, accounts.found(filters))
    if page.object_list:
        record_view(
            actor=actor,
            what="people.accounts",
            rows=len(page.object_list),
            countries=[row.country_id for row in page.object_list if row.country_id],
            part=request.GET.urlencode(),
        )
    words = {
        "all": _("Everybody"),
        "team": _("With a staff role"),
        "bare": _("Staff without a second factor"),
        "closed": _("Closed accounts"),
    }
    context = {
        "page": page,
        "filters": filters,
        "address": filters.address(),
        "groups": [
            {"word": word, "url": filters.address(show), "is_on": show == filters.show} for show, word in words.items()
        ],
    }
    return render(request, "people/accounts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@shows_people
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its state, its roles, its second factor. Whoever changes it proves once more who she is."""
    if request.method == "POST" and not is_fresh(request):
        return ask_again(request)
    actor = administrator(request)
    person = get_object_or_404(accounts.known(), pk=pk)
    verb = request.POST.get("verb", "") if request.method == "POST" else ""
    found = {name: form(request.POST if name == verb else None, prefix=name) for name, form in FORMS.items()}
    if verb and (verb not in found or found[verb].is_valid()):
        try:
            messages.success(request, _done(request, verb, found, person, actor))
            return redirect("people:account", pk)
        except Refused as refusal:
            form = found.get(verb)
            if form is not None and refusal.field in form.fields:
                form.add_error(refusal.field, str(refusal))
            else:
                messages.error(request, str(refusal))
                return redirect("people:account", pk)
    record_view(
        actor=actor,
        what="people.account",
        rows=1,
        countries=[person.country_id] if person.country_id else [],
        target=person,
        about=person,
    )
    return render(request, "people/account.html", _shown(person, actor) | {"forms": found})


def _done(request: HttpRequest, verb: str, found: dict[str, forms.Form], person: Person, actor: Person) -> str:
    """Do what was asked, and say it. Raises Refused."""
    match verb:
        case "close":
            close_account(person=person, reason=found[verb].cleaned_data["reason"], actor=actor)
            return _("The account is closed.")
        case "reopen":
            reopen_account(person=person, actor=actor)
            return _("The account is open again.")
        case "reset":
            reset_second_factor(person=person, reason=found[verb].cleaned_data["reason"], actor=actor)
            return _("The second factor is removed. The person is told by mail.")
        case "give":
            chosen = found[verb].cleaned_data
            give_role(person=person, role=chosen["role"], country=chosen["country"], actor=actor)
            return _("The role is given.")
        case "take":
            grant = person.grants.filter(pk__in=numbers_in(request.POST.get("grant", ""))).first()
            if grant is None:
                raise Refused(_("This role was taken back already."), code="gone")
            take_role(grant=grant, actor=actor)
            return _("The role is taken back.")
    raise Refused(_("Choose one of the answers."), code="unknown")


def _shown(person: Person, actor: Person) -> dict[str, Any]:
    factors = list(Authenticator.objects.filter(user=person).order_by("type", "created_at"))
    return {
        "person": person,
        "grants": list(person.grants.select_related("country").order_by("role", "country__name_en")),
        "factors": factors,
        "has_second_factor": any(one.type in accounts.SECOND_FACTORS for one in factors),
        "bolt": None if person.is_active else bolt_of(person),
        "untouchable": untouchable(person=person, actor=actor),
    }
