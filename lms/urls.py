"""Addresses of the whole site. Under a language everything that is read; without, what machines call."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("accounts/", include("allauth.urls")),
        path("", include("lms.portal.urls")),
        path("", include("lms.people.urls")),
        path("", include("courses.urls")),
        path("", include("courses.catalogue.urls")),
        path("", include("courses.toolkit.urls")),
        path("", include("sessions.urls")),
        path("", include("lms.rooms.urls")),
        path("", include("assessments.urls")),
        path("", include("feedback.urls")),
        path("", include("certificates.urls")),
        path("", include("lms.reports.urls")),
    ),
]
