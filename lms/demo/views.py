"""What only the demo shows: the mails that the site has sent, as they lie in their folder."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from functools import wraps
from pathlib import Path
from typing import Concatenate

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lms.common.languages import text_direction

SHOWN = 200
LOOPBACK = {"127.0.0.1", "::1"}
NAME = re.compile(r"[0-9a-f]{32}\.eml")


@dataclass(frozen=True)
class Mail:
    """One mail of the folder."""

    name: str
    at: dt.datetime
    to: str
    subject: str
    text: str = ""
    language: str = ""  # as the mail itself says; empty where it does not

    @property
    def direction(self) -> str:
        return text_direction(self.text or self.subject)


def demo_only[**P](view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """There is no such page unless this is the demo and its own machine asks."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not settings.DEMO or request.META.get("REMOTE_ADDR") not in LOOPBACK:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def folder() -> Path | None:
    """Where mails are kept as files; None where a mail server sends them."""
    kept = settings.MAILERS["default"].get("OPTIONS", {}).get("folder")
    return Path(kept) if kept else None


def _read(path: Path, *, whole: bool = False) -> Mail:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    body = message.get_body(("plain",)) if whole and isinstance(message, EmailMessage) else None
    return Mail(
        name=path.name,
        at=dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC),
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=str(body.get_content()) if body is not None else "",
        language=str(message["Content-Language"] or ""),
    )


@login_not_required
@require_safe
@demo_only
def mails(request: HttpRequest) -> HttpResponse:
    """The latest mails, newest first."""
    place = folder()
    paths = list(place.glob("*.eml")) if place is not None and place.is_dir() else []
    paths.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    return render(request, "demo/mails.html", {"mails": [_read(path) for path in paths[:SHOWN]], "total": len(paths)})


@login_not_required
@require_safe
@demo_only
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail, as text."""
    place = folder()
    if place is None or not NAME.fullmatch(name) or not (place / name).is_file():
        raise Http404
    return render(request, "demo/mail.html", {"mail": _read(place / name, whole=True)})
