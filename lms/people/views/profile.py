"""The person's own page, and the language switch."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.people.actions.profile import update_profile
from lms.people.forms import LanguageForm, ProfileForm
from lms.people.languages import remember_language
from lms.people.models import Person


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Who one is here, and in which language and on which clock one reads."""
    person = request.user
    assert isinstance(person, Person)  # noqa: S101  (LoginRequiredMiddleware lets nobody else in)
    initial = {"language": person.language, "time_zone": person.time_zone}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        update_profile(person=person, language=language, time_zone=form.cleaned_data["time_zone"])
        with translation.override(language):
            messages.success(request, _("Your settings are saved."))
            response = HttpResponseRedirect(reverse("people:profile"))
        remember_language(response, language)
        return response
    grants = person.grants.select_related("country").order_by("role", "country")
    accepted = person.acceptances.select_related("agreement").order_by("-accepted_at", "agreement__kind")
    context = {"form": form, "grants": grants, "accepted": accepted, "now": timezone.now()}
    return render(request, "people/profile.html", context)


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the page's language; a person who is logged in gets her mails in it, too.

    ``next`` is the page to come back to; its address is translated.
    """
    form = LanguageForm(request.POST)
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = reverse("portal:home")
    if not form.is_valid():
        return HttpResponseRedirect(target)
    code = form.cleaned_data["language"]
    if isinstance(request.user, Person):
        update_profile(person=request.user, language=code)
    response = HttpResponseRedirect(translate_url(target, code))
    remember_language(response, code)
    return response
