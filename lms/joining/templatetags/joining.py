"""For the mails and pages of joining: addresses that are made when a mail leaves, and a few words."""

from __future__ import annotations

import datetime as dt

from django import template
from django.conf import settings
from django.urls import reverse

from lms.common import when
from lms.joining.links import address_of
from lms.joining.models import Application, Link
from lms.joining.vocabulary import DeclineCode
from lms.joining.welcome import path_for
from lms.people.models import Person

register = template.Library()


@register.simple_tag
def link_address(uid: str) -> str:
    """The address of a link. Empty if the link is gone: the letter then says less."""
    link = Link.objects.filter(uid=uid).first()
    return address_of(link) if link else ""


@register.simple_tag
def page_address(name: str, *args: str) -> str:
    """The full address of a page by its name."""
    return f"{settings.BASE_URL}{reverse(name, args=args)}"


@register.simple_tag
def welcome_address(person_id: int) -> str:
    """The address where an approved person sets her first password."""
    person = Person.objects.filter(pk=person_id).first()
    return f"{settings.BASE_URL}{path_for(person)}" if person else ""


@register.simple_tag
def plain_day(value: str) -> str:
    """A date written as text (``2027-03-01``), in words of the active language."""
    return when.day(dt.date.fromisoformat(value)) if value else ""


@register.simple_tag
def decline_words(code: str) -> str:
    """The reason of a decline, in words."""
    return str(DeclineCode(code).label)


@register.simple_tag
def question_of(uid: str) -> str:
    """What the reviewer asks the applicant whose link this is."""
    application = Application.objects.filter(links__uid=uid).first()
    return application.question if application else ""
