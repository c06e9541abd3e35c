"""The site's addresses and the floor page: logged in, five small queries, an empty layout."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from lms.people.models import Country
from lms.urls import handler400 as handler400
from lms.urls import handler403 as handler403
from lms.urls import handler404 as handler404
from lms.urls import handler500 as handler500
from lms.urls import urlpatterns as site


def floor(request: HttpRequest) -> HttpResponse:
    """What any page costs here: middleware, session, person, and a few rows by key."""
    assert request.user.is_authenticated
    names = [Country.objects.get(pk=key).name_en for key in ("ZW", "SG", "BH")]
    return HttpResponse(f"<!doctype html><title>floor</title><p>{', '.join(names)}</p>")


urlpatterns = [path("en/floor/", floor), *site]
