"""Who may see and decide applications. The country always comes from a grant, never from the request."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.joining.models import Application, Membership, MembershipState
from lms.joining.reminders import RECONFIRM_BEFORE
from lms.people.access import Bolt, why_closed
from lms.people.models import Person, Role

# Memberships that hold no more.
OVER = (MembershipState.SUSPENDED.value, MembershipState.EXPIRED.value)
# What the audit calls it when a membership closes the account; no other reason is undone by restoring it.
ENDS = ("suspended", "expired")


def is_reviewer(person: Person) -> bool:
    """Whether she reviews applications, of at least one country."""
    return person.has_role(Role.REVIEWER)


def visible_applications(person: Person) -> Q:
    """Applications that she may read in full: sent ones, of the countries she reviews."""
    sent = Q(submitted_at__isnull=False) & ~Q(state="erased")
    countries = person.countries_of(Role.REVIEWER)
    if countries is None:
        return sent
    return sent & Q(country__in=countries) if countries else Q(pk__in=())


def opinions_asked(person: Person) -> Q:
    """Applications on which she is asked for her opinion, as coordinator of the country."""
    asked = Q(opinion__isnull=False)
    countries = person.countries_of(Role.COORDINATOR)
    if countries is None:
        return asked
    return asked & Q(country__in=countries) if countries else Q(pk__in=())


def visible_memberships(person: Person) -> Q:
    """Memberships she may see: administrators all, reviewers those of their countries."""
    if person.has_role(Role.ADMINISTRATOR):
        return Q(pk__isnull=False)
    countries = person.countries_of(Role.REVIEWER)
    if countries is None:
        return Q(pk__isnull=False)
    return Q(person__country__in=countries) if countries else Q(pk__in=())


def can_see_memberships(person: Person) -> bool:
    """Whether the list of memberships is hers to see, for some country."""
    return person.has_role(Role.ADMINISTRATOR) or is_reviewer(person)


def is_own_case(person: Person, application: Application) -> bool:
    """Nobody decides about herself, or about somebody whose supervisor she is."""
    own = {person.email.lower()}
    return application.email.lower() in own or application.supervisor_email.lower() in own


def has_left(person: Person) -> bool:
    """Whether she was a member and is none today: suspended, or not confirmed in time."""
    return Membership.objects.filter(person=person, state__in=OVER).exists()


def to_confirm(person: Person, today: dt.date | None = None) -> Membership | None:
    """Her membership, from the day on which the first mail asks her to confirm it until she has answered."""
    soon = (today or timezone.now().date()) + dt.timedelta(days=RECONFIRM_BEFORE[0])
    return Membership.objects.filter(
        person=person, state=MembershipState.ACTIVE, asks_since=None, confirmed_until__lte=soon
    ).first()


def closed_otherwise(person: Person) -> bool:
    """Whether her account is closed, and not by her membership: an administrator opens it, no reviewer does."""
    return not person.is_active and why_closed(person) not in ENDS


def membership_bolt(person: Person) -> Bolt | None:
    """A suspended membership keeps the account closed, an expired one that of an officer: it is restored there."""
    over = [MembershipState.SUSPENDED] if person.is_team else list(OVER)
    row = Membership.objects.filter(person=person, state__in=over).only("pk").first()
    if row is None:
        return None
    why = _("This account is closed because the membership is over. Restore the membership, and it opens again.")
    return Bolt(why, reverse("joining:member", args=[row.pk]))
