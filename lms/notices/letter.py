"""A notice in words: subject, text and the same text as a plain HTML page that knows its direction."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.backends.django import Template
from django.template.loader import get_template, render_to_string
from django.utils import timezone, translation

from lms.common import languages
from lms.notices.models import Notice, OutsideMail


@dataclass(frozen=True)
class Letter:
    """What the reader sees."""

    subject: str
    text: str
    html: str
    language: str


def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")


def write_letter(notice: Notice) -> Letter:
    """The mail of ``notice`` in the language and on the clock of its person.

    Templates see the notice's context and ``person``, ``base_url`` and ``site_name``.
    Raises ``ValueError`` if the template gives no subject line.
    """
    person = notice.person
    return _compose(notice.kind, {**notice.context, "person": person}, person.language, _zone(person.time_zone))


def write_outside_letter(mail: OutsideMail) -> Letter:
    """The mail to somebody without an account; times are UTC. Templates see no ``person``."""
    return _compose(mail.kind, mail.context, mail.language, _zone("UTC"))


def _compose(kind: str, context: Mapping[str, Any], language: str, zone: zoneinfo.ZoneInfo) -> Letter:
    with translation.override(language), timezone.override(zone):
        words = {
            **context,
            "base_url": settings.BASE_URL,
            "language": language,
            "site_name": str(settings.SITE_NAME),
        }
        template = get_template(f"notices/{kind}.txt")
        if not isinstance(template, Template):
            raise TypeError("Notices are Django templates.")
        # Plain text: an apostrophe in a name stays an apostrophe.
        subject, _, text = template.template.render(Context(words, autoescape=False)).strip().partition("\n")
        if not subject.strip() or not text.strip():
            raise ValueError(f"The notice {kind!r} needs a subject line and a text.")
        text = text.strip() + "\n"
        html = render_to_string(
            "notices/layout.html",
            {"text": text, "language": language, "direction": languages.direction(language), "subject": subject},
        )
    return Letter(" ".join(subject.split()), text, html, language)
