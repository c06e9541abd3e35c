"""One's own profile."""

from __future__ import annotations

import contextlib
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.common.errors import Refused
from lms.officers.access import member_of
from lms.officers.actions.profile import fill, profile_of, save_profile
from lms.officers.forms import ProfileForm
from lms.officers.inbox import waiting_for
from lms.officers.models import Block, DirectoryConsent, OfficerProfile
from lms.officers.showing import card_of, seen_of
from lms.people.models import Country


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """Switch the profile on or off and choose what others see."""
    person = member_of(request)
    profile = profile_of(person)
    form = ProfileForm(request.POST or None, profile=profile)
    if request.method == "POST" and form.is_valid():
        try:
            save_profile(person=person, **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            if form.cleaned_data["is_on"]:
                messages.success(request, _("Saved. Other officers can find you with what you see in the preview."))
            else:
                messages.success(request, _("Saved. Nobody can find you in the directory."))
            return HttpResponseRedirect(reverse("officers:edit"))
    context = {
        "form": form,
        "profile": profile,
        "blocks": Block.objects.filter(blocker=person),
        "consent": DirectoryConsent.objects.filter(person=person).first(),
        "waiting": waiting_for(person).count(),
        **_preview_of(profile, form),
    }
    return render(request, "officers/edit.html", context)


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What others would see with the choices of the form; nothing is kept."""
    profile = profile_of(member_of(request))
    form = ProfileForm(request.POST, profile=profile)
    return render(request, "officers/edit.html#preview", _preview_of(profile, form))


def _preview_of(profile: OfficerProfile, form: ProfileForm) -> dict[str, Any]:
    """The card of the choices in ``form``, where it holds any that can be kept; else of those that are kept."""
    if form.is_bound and form.is_valid():
        # What cannot be kept is said beside its field; the preview shows the rest.
        with contextlib.suppress(Refused):
            fill(profile, **form.cleaned_data)
    country = profile.person.country
    countries: dict[str, Country] = {country.pk: country} if country else {}
    return {"card": card_of(seen_of(profile), countries), "is_on": profile.is_on}
