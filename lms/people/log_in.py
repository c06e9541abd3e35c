"""What a session knows from the moment of its log-in, by whatever way she came in."""

from __future__ import annotations

import time
from typing import Any

from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from lms.people.models import Person
from lms.people.stepup import BEGAN, SEEN


def note_log_in(sender: type[Person], request: HttpRequest, user: Person, **kwargs: Any) -> None:
    """When the session began, and that it is on the list of her sessions (Django's signal ``user_logged_in``)."""
    request.session[BEGAN] = request.session[SEEN] = int(time.time())
    if request.META.get("REMOTE_ADDR"):
        UserSession.objects.create_from_request(request)
