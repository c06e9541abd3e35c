"""The world that browser tests walk through: the demo world, and a password they know."""

from __future__ import annotations

import os

from django.core.management import call_command, get_commands

from lms.people.models import Country, Person, Role, RoleGrant


def load() -> None:
    """Load the small demo world; where it is not part of the installation, its cast alone."""
    if "demo" in get_commands():
        call_command("demo", size="small", verbosity=0)
    for email, given, family, country, role, language in CAST:
        person = Person.objects.filter(email=email).first() or Person.objects.create_user(
            email, given_name=given, family_name=family, country=Country.objects.get(pk=country), language=language
        )
        person.set_password(os.environ["DEMO_PASSWORD"])
        person.save()
        person.emailaddress_set.get_or_create(email=email, defaults={"verified": True, "primary": True})
        if role:
            RoleGrant.objects.get_or_create(person=person, role=role, country=None)


CAST = [
    ("participant@demo.example", "Maryam", "Al Khalifa", "BH", "", "ar"),
    ("trainer@demo.example", "Lindiwe", "Tshuma", "ZW", Role.TRAINER, "en"),
    ("coordinator@demo.example", "Rosa", "Oyelaran", "NG", Role.COORDINATOR, "en"),
]
