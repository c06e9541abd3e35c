"""The page that a mailed invitation opens: what it is, yes, and no."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from courses import board
from courses.actions.accept import accept_invitation, open_account
from courses.actions.invite import renew_invitation
from courses.actions.seats import DECLINABLE, decline_invitation
from courses.forms import FirstPasswordForm
from courses.invitations import open_token
from courses.models import Enrolment, EnrolmentState, Stage
from lms.common.errors import Refused
from lms.common.problems import too_many_requests
from lms.people.limits import LINK, network_of, take

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Shows the training; a POST accepts or, after a question, declines.

    Looking changes nothing, so a mail scanner accepts nothing.
    """
    invited = open_token(token)
    enrolment = invited.enrolment
    if enrolment is not None and invited.trouble == "expired" and request.method == "POST":
        return _renew(request, enrolment)
    if enrolment is None and not take(LINK, network_of(request)):
        return too_many_requests(request)
    if enrolment is None or invited.trouble:
        context = {
            "trouble": invited.trouble,
            "is_own": enrolment is not None and request.user == enrolment.person,
            "here": request.path,
        }
        return render(request, "courses/invitation_trouble.html", context, status=410 if enrolment else 404)
    person = enrolment.person
    signed_in = request.user.is_authenticated
    is_own = signed_in and request.user.pk == person.pk
    # Who has a password or a passkey proves it at the door; the link alone is no second way in.
    has_account = person.has_usable_password() or Authenticator.objects.filter(user=person).exists()
    is_cancelled = enrolment.training.stage == Stage.CANCELLED
    form = None
    if not signed_in and not has_account and not is_cancelled:
        form = FirstPasswordForm(request.POST or None, person=person)
    other_signed_in = signed_in and not is_own
    if request.method == "POST" and request.POST.get("answer") == "no" and not other_signed_in:
        # To say no needs no account: the link was mailed to her, and she can take it back with the same link.
        try:
            decline_invitation(enrolment=enrolment, actor=person if is_own else None)
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(request.path)
    if request.method == "POST" and not other_signed_in:
        try:
            if is_own:
                accept_invitation(enrolment=enrolment)
                _say(request, enrolment, _("You take part. The training and its dates are on your home page."))
                return redirect("portal:home")
            if form is not None and form.is_valid():
                given = form.cleaned_data
                person = open_account(enrolment=enrolment, password=given["password"], shown=given["shown"])
                login(request, person, backend=BACKEND)
                _say(request, enrolment, _("Welcome. Your account is open and you take part in the training."))
                return redirect("portal:home")
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)
    is_closed = is_cancelled or enrolment.training.has_ended
    context = {
        "enrolment": enrolment,
        "training": enrolment.training,
        "dates": board.dates_of(enrolment.training),
        "form": form,
        "is_own": is_own,
        "other_signed_in": other_signed_in,
        "has_declined": enrolment.state == EnrolmentState.DECLINED,
        "may_decline": enrolment.state in DECLINABLE and not other_signed_in and not is_closed,
        "is_cancelled": is_cancelled,
        "is_offer": enrolment.state == EnrolmentState.OFFERED,
        "here": request.path,
    }
    is_asked = request.method == "GET" and request.GET.get("answer") == "no" and context["may_decline"]
    return render(request, "courses/invitation_decline.html" if is_asked else "courses/invitation.html", context)


def _renew(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    try:
        renew_invitation(enrolment=enrolment)
        messages.success(
            request, _("A new link is on its way to the address that we invited. Open it within seven days.")
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(request.path)


def _say(request: HttpRequest, enrolment: Enrolment, welcome: str) -> None:
    """Thank her for her yes; who said no first may find the seat gone."""
    if enrolment.state == EnrolmentState.WAITING:
        text = _("Your seat went to somebody else meanwhile. You are on the waiting list and hear from us by mail.")
        messages.info(request, text)
    else:
        messages.success(request, welcome)
