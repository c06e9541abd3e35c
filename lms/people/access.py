"""The person behind a request."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from lms.people.models import Person


def signed_in(request: HttpRequest) -> Person:
    """The person who is logged in. Views behind the log-in may rely on it.

    Raises PermissionDenied on a view that forgot that it lets anybody in.
    """
    if isinstance(request.user, Person):
        return request.user
    raise PermissionDenied
