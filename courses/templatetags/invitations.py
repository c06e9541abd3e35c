"""For the mails about a seat: addresses that are made when the mail leaves."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.urls import reverse

from courses.invitations import path_for
from courses.models import Enrolment

register = template.Library()


@register.simple_tag
def invitation_address(enrolment_id: int) -> str:
    """The address that accepts the invitation. Empty if the enrolment is gone: the letter then says less."""
    enrolment = Enrolment.objects.filter(pk=enrolment_id).select_related("person").first()
    return f"{settings.BASE_URL}{path_for(enrolment)}" if enrolment else ""


@register.simple_tag
def site_address(name: str, *args: str) -> str:
    """The full address of a page by its name."""
    return f"{settings.BASE_URL}{reverse(name, args=args)}"
