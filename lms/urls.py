"""Addresses of the whole site. Under a language everything that is read; without, what machines call."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account_views
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from schedule.models import Event

from certificates.views import into_language
from lms.audit.urls import patterns as audit_patterns
from lms.common import parts
from lms.common import views as common
from lms.people.stepup import fresh_login_required, shows_people

# The support desk is entered by the site's own log-in, with its second factor.
admin.autodiscover()
# Libraries' pages about people: lists and choices of everybody that note nobody's look.
admin.site.unregister([EmailAddress, Authenticator, UserSession, Event])
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
_admin_view = admin.site.admin_view


def asking_admin_view(view: Any, cacheable: bool = False) -> Any:
    """Every page of the support desk wants somebody who proved within ten minutes who she is."""
    return _admin_view(fresh_login_required(view), cacheable)


admin.site.admin_view = asking_admin_view  # type: ignore[method-assign]

urlpatterns = [
    path("", common.into_language, name="root"),
    path("live", common.live, name="live"),
    path("ready", common.ready, name="ready"),
    path("verify/<str:code>/", into_language, name="verify"),
    path("admin/", admin.site.urls),
    path("demo/", include("lms.demo.urls")),
    path("", include("sessions.machine_urls")),
    *i18n_patterns(
        # One way to change one's address: the one that tells the old address and can be taken back there.
        path("accounts/email/", RedirectView.as_view(pattern_name="privacy:email"), name="account_email"),
        # allauth asks again for passkeys and codes; here it would not.
        path("accounts/password/set/", fresh_login_required(account_views.password_set), name="account_set_password"),
        path("accounts/", include("allauth.urls")),
        path("parts/", parts.show, name="parts"),
        # Before the portal: "trainings/new/" is not the training called "new".
        path("", include("courses.urls")),
        path("", include("lms.people.urls")),
        path("", include("lms.joining.urls")),
        path("", include("courses.catalogue.urls")),
        path("", include("courses.toolkit.urls")),
        path("", include("sessions.urls")),
        path("", include("lms.rooms.urls")),
        path("", include("lms.officers.urls")),
        path("", include("assessments.urls")),
        path("", include("feedback.urls")),
        path("", include("certificates.urls")),
        path("", include("lms.reports.urls")),
        path("", include("lms.privacy.urls")),
        # The audit stands below people, where it is known what asks again.
        path("audit/", include((audit_patterns(fresh=fresh_login_required, people=shows_people), "audit"))),
        # Last: its page of a training answers to any word after trainings/.
        path("", include("lms.portal.urls")),
    ),
]

handler400 = "lms.common.problems.bad_request"
handler403 = "lms.common.problems.permission_denied"
handler404 = "lms.common.problems.page_not_found"
handler429 = "lms.common.problems.too_many_requests"
handler500 = "lms.common.views.server_error"
