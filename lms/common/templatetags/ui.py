"""Template tags of the interface; built in, so templates need no ``load``."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lms.common import languages

register = template.Library()


@register.simple_tag
def text(value: Any, language: str | None = None) -> SafeString:
    """An authored text in the reader's language, marked with the language it is really in."""
    shown = languages.localized(value, language)
    return format_html('<span lang="{}" dir="{}">{}</span>', shown.language, shown.direction, shown.text)
