"""Template tags of the courses: ``{% load courses %}``."""

from __future__ import annotations

from typing import Any

from babel.lists import format_list
from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from courses.progress import Lock
from lms.common import languages, numbers, when
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


@register.simple_tag
def lock_reason(lock: Lock | None, language: str | None = None) -> SafeString:
    """Why a lesson is locked, in words: what comes first, and from when it is open, at the place and here."""
    if lock is None:
        return SafeString("")
    sentences = []
    if lock.after:
        titles = [format_html(_("“{}”"), text(lesson.title, language)) for lesson in lock.after]
        joined = mark_safe(format_list([str(title) for title in titles], locale=numbers.locale()))
        sentences.append(numbers.fill(_("Opens after %(lessons)s."), lessons=joined))
    if lock.opens_at is not None:
        # A day begins at midnight: the clock is worth its place only where the reader's differs from the venue's.
        venue, *own = when.faces(lock.opens_at, zone=lock.zone)
        shown = when.sentence(lock.opens_at, zone=lock.zone) if own else when.isolated(when.day(venue.start.date()))
        sentences.append(numbers.fill(_("Opens on %(when)s."), when=shown))
    return mark_safe(" ".join(str(conditional_escape(sentence)) for sentence in sentences))
