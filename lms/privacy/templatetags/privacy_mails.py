"""Addresses for the mails of this room."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.urls import reverse

from lms.privacy.links import CONFIRM, UNDO, token_of
from lms.privacy.models import AddressChange

register = template.Library()
PAGES = {CONFIRM: "privacy:email_confirm", UNDO: "privacy:email_undo"}


@register.simple_tag
def change_address(change_id: int, purpose: str) -> str:
    """The full address of a link of a change; empty if the change is gone."""
    change = AddressChange.objects.filter(pk=change_id).first()
    return f"{settings.BASE_URL}{reverse(PAGES[purpose], args=[token_of(change.uid, purpose)])}" if change else ""
