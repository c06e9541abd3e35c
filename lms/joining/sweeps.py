"""What the clock does for joining."""

from __future__ import annotations

from lms.common.clock import sweep
from lms.joining.actions.apply import answer_knocks
from lms.joining.actions.reminding import (
    expire_memberships,
    remind_applicants,
    remind_members,
    remind_supervisors,
    tidy_drafts,
    tidy_links,
)


@sweep("joining-door", seconds=3)
def answer_the_door() -> None:
    """Answer those who gave an address."""
    answer_knocks()


@sweep("joining-reminders", seconds=600)
def remind() -> None:
    """Remind applicants, supervisors and members, and end what was not confirmed."""
    remind_applicants()
    remind_supervisors()
    remind_members()
    expire_memberships()


@sweep("joining-tidying", seconds=3600)
def tidy() -> None:
    """Let go of what is no longer needed."""
    tidy_drafts()
    tidy_links()
