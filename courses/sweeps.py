"""What the clock does for trainings: offers and days that pass, invitations that left, lists nobody brought in."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from courses.actions.invite import note_what_became_of_them
from courses.actions.seats import expire_offers
from courses.actions.stages import settle_stages
from courses.models import RosterImport, RosterState
from lms.common.clock import sweep

DRAFTS_LAST = dt.timedelta(days=7)


@sweep("courses.offers", seconds=10)
def offers() -> None:
    """Close offers that ran out and hand their seats on."""
    expire_offers()


@sweep("courses.invitations", seconds=10)
def invitations() -> None:
    """Note which invitations left and which could not."""
    note_what_became_of_them()


@sweep("courses.stages", seconds=60)
def stages() -> None:
    """Set running what began today, and finished what is over."""
    settle_stages()


@sweep("courses.roster_drafts", seconds=3600)
def roster_drafts() -> None:
    """Lists that were looked at and never brought in hold names for nothing: they go after a week."""
    RosterImport.objects.filter(state=RosterState.CHECKED, created_at__lt=timezone.now() - DRAFTS_LAST).delete()
