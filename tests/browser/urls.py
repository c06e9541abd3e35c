"""The site's addresses, and one for each page that says no: what raises it is broken here on purpose."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from lms.common.problems import too_many_requests
from lms.common.views import csrf_failure
from lms.urls import handler400 as handler400
from lms.urls import handler403 as handler403
from lms.urls import handler404 as handler404
from lms.urls import handler500 as handler500
from lms.urls import urlpatterns as site
from tests.browser import states


@login_not_required
def bad(request: HttpRequest) -> HttpResponse:
    raise BadRequest


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    raise ValueError("broken on purpose")


@login_not_required
def unavailable(request: HttpRequest) -> HttpResponse:
    raise OperationalError("database is locked")


@login_not_required
def scan(request: HttpRequest) -> HttpResponse:
    """What a camera does with the code on the screen of an open door: it opens the code's address."""
    return redirect(f"{reverse('sessions:check_in')}?{states.check_in_query()}")


urlpatterns = [
    *i18n_patterns(
        path("scan/", scan, name="scan"),
        path("trouble/400/", bad, name="trouble_400"),
        path("trouble/csrf/", csrf_failure, name="trouble_csrf"),
        path("trouble/429/", too_many_requests, name="trouble_429"),
        path("trouble/500/", broken, name="trouble_500"),
        path("trouble/503/", unavailable, name="trouble_503"),
    ),
    *site,
]
