"""System checks: the site refuses to start when its settings are unsafe."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

SHORTEST_KEY = 50


@register(Tags.security)
def public_site_is_safe(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A site that others can reach has https, named hosts, a key of its own and no debugging pages."""
    problems: list[CheckMessage] = []
    if "*" in settings.ALLOWED_HOSTS:
        problems.append(Error("ALLOWED_HOSTS must name the hosts; '*' lets any name in.", id="lms.E002"))
    if settings.IS_LOOPBACK:
        return problems
    if settings.DEBUG:
        problems.append(Error("DEBUG is on at a public address.", id="lms.E001"))
    if not settings.IS_HTTPS:
        problems.append(Error("BASE_URL of a public site must be https.", id="lms.E003"))
    if settings.DEMO:
        problems.append(Error("The demo world is only served on the loopback address.", id="lms.E004"))
    if len(settings.SECRET_KEY) < SHORTEST_KEY or settings.SECRET_KEY.startswith("django-insecure"):
        problems.append(Error(f"SECRET_KEY must be random and at least {SHORTEST_KEY} letters long.", id="lms.E005"))
    return problems


@register()
def layer_reaches_every_process(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Several web processes need Redis between them."""
    return _layer_problems(settings.WEB_PROCESSES)


def _layer_problems(processes: int) -> list[CheckMessage]:
    if processes > 1 and not settings.REDIS_URL:
        text = "The in-memory layer serves one process: set REDIS_URL, or run one web process."
        return [Error(text, id="lms.E006")]
    return []


def unsafe(processes: int = 1) -> list[str]:
    """Why the site must not be started with ``processes`` web processes; empty if it may."""
    found = [*public_site_is_safe(None), *_layer_problems(max(processes, settings.WEB_PROCESSES))]
    return [problem.msg for problem in found]


def refuse_unsafe_start(processes: int = 1) -> None:
    """End the process with status 1 and one clear line if the settings are unsafe."""
    problems = unsafe(processes)
    if problems:
        sys.exit("Not started: " + " ".join(problems))
