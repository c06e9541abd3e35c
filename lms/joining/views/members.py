"""Memberships: one's own, and for reviewers and administrators everybody's."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, IntegerField, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.common.errors import Refused
from lms.common.paging import page_of
from lms.joining.access import can_see_memberships, closed_otherwise, visible_memberships
from lms.joining.actions import memberships
from lms.joining.forms import ReasonForm
from lms.joining.models import Membership, MembershipState
from lms.joining.queue import memberships_asking
from lms.joining.viewing import note_viewed
from lms.joining.views.outside import answer_reconfirmation
from lms.people.access import signed_in
from lms.people.stepup import ask_again, is_fresh, shows_people


@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """One's own membership, and the yearly confirmation of it."""
    membership = Membership.objects.filter(person=signed_in(request)).select_related("person").first()
    if membership is None:
        raise Http404
    return answer_reconfirmation(request, membership, layout="base.html")


@require_safe
@shows_people
def listing(request: HttpRequest) -> HttpResponse:
    """Memberships that somebody should look at come first; filters in the address."""
    person = signed_in(request)
    if not can_see_memberships(person):
        raise PermissionDenied
    wanted = request.GET.get("state", "")
    rows = Membership.objects.filter(visible_memberships(person)).select_related("person__country", "person__agency")
    asking = memberships_asking(person)
    if wanted in MembershipState.values:
        shown = rows.filter(state=wanted)
    elif wanted == "asking":
        shown = rows.filter(pk__in=asking.values("pk"))
    else:
        wanted, shown = "", rows
    urgency = Case(When(asks_since__isnull=False, then=Value(0)), default=Value(1), output_field=IntegerField())
    page = page_of(request, shown.order_by(urgency, "confirmed_until", "pk"))
    note_viewed(
        person,
        "memberships",
        [row.person.country_id for row in page.object_list],
        part=request.GET.urlencode(),
    )
    context = {"page": page, "wanted": wanted, "states": MembershipState.choices, "asking": asking.count()}
    return render(request, "joining/members.html", context)


@require_http_methods(["GET", "POST"])
@shows_people
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """One membership: suspend, restore, or say yes to a change. Each opens or closes a door, so it asks again."""
    person = signed_in(request)
    if not can_see_memberships(person):
        raise PermissionDenied
    rows = Membership.objects.filter(visible_memberships(person)).select_related("person__country", "person__agency")
    row = get_object_or_404(rows, pk=pk)
    form: forms.Form = ReasonForm(request.POST if request.POST.get("verb") == "suspend" else None)
    if request.method == "POST":
        if not is_fresh(request):
            return ask_again(request)
        verb = request.POST.get("verb", "")
        try:
            if verb == "suspend" and form.is_valid():
                memberships.suspend(membership=row, reason=form.cleaned_data["reason"], actor=person)
                messages.success(request, _("The membership is suspended. The person gets a neutral mail."))
            elif verb == "restore":
                memberships.restore(membership=row, actor=person)
                messages.success(request, _("The membership holds again, for a year."))
            elif verb == "accept":
                memberships.accept_new_agency(membership=row, actor=person)
                messages.success(request, _("The membership holds for another year."))
        except Refused as refusal:
            messages.error(request, str(refusal))
        if not form.is_bound or form.is_valid():
            return redirect("joining:member", pk=pk)
    note_viewed(person, "membership", [row.person.country_id], target=row)
    context = {"membership": row, "form": form, "closed_otherwise": closed_otherwise(row.person)}
    return render(request, "joining/member.html", context)
