"""System checks: the site refuses to start when its settings are unsafe."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security)
def public_site_is_safe(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A site that others can reach has https, named hosts and no debugging pages."""
    if settings.IS_LOOPBACK:
        return []
    problems: list[CheckMessage] = []
    if settings.DEBUG:
        problems.append(Error("DEBUG is on at a public address.", id="lms.E001"))
    if "*" in settings.ALLOWED_HOSTS:
        problems.append(Error("ALLOWED_HOSTS must name the hosts; '*' lets any name in.", id="lms.E002"))
    if not settings.IS_HTTPS:
        problems.append(Error("BASE_URL of a public site must be https.", id="lms.E003"))
    if settings.DEMO:
        problems.append(Error("The demo world is only served on the loopback address.", id="lms.E004"))
    return problems
