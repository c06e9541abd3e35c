"""Asking again who somebody is, before what can do harm. One place, so that all views of the room mean the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from django.http import HttpResponseBase

type View = Callable[..., HttpResponseBase]


def fresh_login_required(view: View) -> View:
    """Decorator: who has not proved within the last minutes who she is, does so first and comes back."""
    wrapped: Any = reauthentication_required(view)
    return cast(View, wrapped)
