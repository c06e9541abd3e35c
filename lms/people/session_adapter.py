"""Where allauth's list of sessions asks how a session ends."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.core import context
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash

from lms.people.actions.access import sign_out_elsewhere
from lms.people.known_devices import device_name
from lms.people.models import Person


class UserSessionsAdapter(DefaultUserSessionsAdapter):  # type: ignore[misc]  # allauth ships no types
    """One button: everything but this device, whether it is on the list or not, and open sockets with it."""

    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        """End all sessions of the person logged in but her own."""
        request = context.request
        person = request.user
        if not isinstance(person, Person):
            return
        device = device_name(request.META.get("HTTP_USER_AGENT", ""))
        before = request.session.session_key or ""
        sign_out_elsewhere(person=person, keep=before, device=device)
        # The session that stays gets a new key, too.
        update_session_auth_hash(request, person)
        UserSession.objects.filter(session_key=before).delete()
        UserSession.objects.create_from_request(request)
