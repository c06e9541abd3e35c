"""Pages behind a link of their own: the supervisor's, the yearly confirmation, the first log-in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lms.common.errors import Refused
from lms.joining.actions.enter import set_first_password
from lms.joining.actions.memberships import reconfirm as reconfirm_membership
from lms.joining.actions.review import record_supervisor_answer
from lms.joining.forms import ReconfirmForm, SupervisorForm, WelcomeForm
from lms.joining.links import open_link
from lms.joining.models import Link, LinkKind, Membership, MembershipState, SupervisorRequest
from lms.joining.vouching import changed_since_asked
from lms.joining.welcome import open_welcome

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _trouble(request: HttpRequest, trouble: str, kind: str) -> HttpResponse:
    status = 404 if trouble == "unknown" else 410
    return render(request, "joining/trouble.html", {"trouble": trouble, "kind": kind}, status=status)


def _says_something_else(link: Link) -> bool:
    """Whether the applicant is changing what the supervisor was asked: nothing may be confirmed then."""
    request = SupervisorRequest.objects.filter(link=link).first()
    return link.application is not None and bool(changed_since_asked(link.application, request))


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def supervisor(request: HttpRequest, token: str) -> HttpResponse:
    """One question: does she serve under you? The supervisor sees name, agency and unit, and nothing else."""
    opened = open_link(token, LinkKind.SUPERVISOR)
    if opened.link is None or opened.trouble:
        return _trouble(request, opened.trouble, "supervisor")
    if _says_something_else(opened.link):
        return _trouble(request, "revoked", "supervisor")
    form = SupervisorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record_supervisor_answer(
                link=opened.link, answer=form.cleaned_data["answer"], note=form.cleaned_data["note"]
            )
        except Refused as refusal:
            return _trouble(request, "used" if refusal.code == "used" else "revoked", "supervisor")
        return render(request, "joining/supervisor_thanks.html")
    context = {"application": opened.link.application, "form": form, "link": opened.link}
    return render(request, "joining/supervisor.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def reconfirm(request: HttpRequest, token: str) -> HttpResponse:
    """The yearly confirmation by the mail's link: it also is the way back when the access has ended."""
    opened = open_link(token, LinkKind.RECONFIRM)
    if opened.link is None or opened.trouble or opened.link.membership is None:
        return _trouble(request, opened.trouble or "unknown", "reconfirm")
    return answer_reconfirmation(request, opened.link.membership)


def answer_reconfirmation(
    request: HttpRequest, membership: Membership, layout: str = "base_public.html"
) -> HttpResponse:
    """The form of the yearly confirmation, and what came of it; ``layout`` is the page of who is logged in, or not."""
    form = ReconfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            row = reconfirm_membership(
                membership=membership,
                serves=given["serves"] == "yes",
                same_agency=given["same_agency"] == "yes",
                new_agency=given["new_agency"],
                message=given["message"],
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)
        left = given["serves"] == "no"
        waits = not left and row.asks_since is not None
        # Who left has no menu any more.
        said = {"membership": row, "left": left, "waits": waits, "layout": "base_public.html" if left else layout}
        return render(request, "joining/reconfirmed.html", said)
    context = {
        "layout": layout,
        "membership": membership,
        "form": form,
        "is_closed": membership.state == MembershipState.SUSPENDED,
        "has_ended": membership.state != MembershipState.ACTIVE,
        "waits": membership.asks_since is not None,
    }
    return render(request, "joining/reconfirm.html", context)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """The first log-in of an approved person. Looking changes nothing."""
    person, trouble = open_welcome(token)
    if person is None:
        return _trouble(request, trouble, "welcome")
    form = WelcomeForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            person = set_first_password(person=person, password=form.cleaned_data["password"])
        except Refused:
            return _trouble(request, "used", "welcome")
        login(request, person, backend=BACKEND)
        messages.success(request, _("Welcome. Your account is open."))
        return redirect("mfa_add_webauthn" if form.cleaned_data["passkey"] else "portal:home")
    return render(request, "joining/welcome.html", {"person": person, "form": form})
