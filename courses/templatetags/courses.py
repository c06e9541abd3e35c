"""Template tags of the courses: ``{% load courses %}``."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from babel.lists import format_list
from django import template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from courses.progress import Lock
from lms.common import languages, numbers
from lms.common.markdown import render
from lms.common.templatetags.ui import text

register = template.Library()


@register.simple_tag
def markdown(value: Any, language: str | None = None, top: int = 2) -> SafeString:
    """An authored Markdown text as safe HTML, marked with the language and direction it is really in."""
    shown = languages.localized(value, language)
    return format_html(
        '<div class="prose" lang="{}" dir="{}">{}</div>', shown.language, shown.direction, render(shown.text, top=top)
    )


@register.filter
def shown_in(value: Any, language: str) -> languages.Localized:
    """The text that ``language`` is shown, with the language it is really in."""
    return languages.localized(value, language)


@register.filter
def language_name(code: str) -> str:
    """A language's own name."""
    return str(languages.Language(code).label)


def _moment(moment: dt.datetime) -> SafeString:
    words = format_skeleton("yMMMEd", moment, locale=numbers.locale())
    clock = format_skeleton("Hm", moment, locale=numbers.locale())
    return format_html(
        '<time datetime="{}"><bdi>{}</bdi></time>', moment.isoformat(), numbers.digits(f"{words}, {clock}")
    )


@register.simple_tag
def lock_reason(lock: Lock | None, language: str | None = None) -> SafeString:
    """Why a lesson is locked, in words: what comes first, and from when it is open, at the place and here."""
    if lock is None:
        return SafeString("")
    sentences = []
    if lock.after:
        titles = [format_html("“{}”", text(lesson.title, language)) for lesson in lock.after]
        joined = mark_safe(format_list([str(title) for title in titles], locale=numbers.locale()))
        sentences.append(numbers.fill(_("Opens after %(lessons)s."), lessons=joined))
    if lock.opens_at is not None:
        there = lock.opens_at.astimezone(ZoneInfo(lock.zone))
        here = timezone.localtime(lock.opens_at)
        place = format_html("<bdi>{}</bdi>", lock.place or lock.zone)
        if here.utcoffset() == there.utcoffset():
            sentences.append(numbers.fill(_("Opens on %(moment)s (%(place)s)."), moment=_moment(there), place=place))
        else:
            sentences.append(
                numbers.fill(
                    _("Opens on %(moment)s in %(place)s; your time: %(own)s."),
                    moment=_moment(there), place=place, own=_moment(here),
                )
            )  # fmt: skip
    return mark_safe(" ".join(str(conditional_escape(sentence)) for sentence in sentences))
