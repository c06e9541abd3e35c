"""Filters of the page that lists where a person is logged in."""

from __future__ import annotations

from django import template

from lms.people import devices

register = template.Library()
register.filter("device_name", devices.name_of)
register.filter("short_address", devices.short_address)
