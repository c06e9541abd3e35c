"""Pen names in the reader's language."""

from __future__ import annotations

from django import template

from lms.rooms import pen_names

register = template.Library()
register.filter("pen_name", pen_names.shown)
register.simple_tag(pen_names.for_script, name="pen_name_words")
