"""What the clock does: reminders, ends and the tidying of drafts. Each may run twice at once and tells once."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lms.joining import links, reminders
from lms.joining.actions.apply import write_to_applicant
from lms.joining.actions.memberships import end_membership
from lms.joining.actions.review import write_to_supervisor
from lms.joining.models import Application, Knock, Link, LinkKind, Membership, MembershipState, State, SupervisorRequest
from lms.joining.states import Who
from lms.joining.vouching import changed_since_asked
from lms.joining.workdays import moment_before
from lms.notices.actions import queue_notice

LINKS_KEPT = dt.timedelta(days=30)
# How long a membership may outlast its end while a reviewer looks at the new agency.
WAITS_FOR_REVIEWER = dt.timedelta(days=30)
KNOCKS_KEPT = dt.timedelta(days=1)


def remind_applicants(now: dt.datetime | None = None) -> int:
    """Remind those who were asked for information, after three and after seven working days."""
    now = now or timezone.now()
    told = 0
    for number, days in enumerate(reminders.INFORMATION_AFTER):
        due = Application.objects.filter(
            state=State.INFORMATION_REQUESTED, asked_reminders=number, asked_at__lte=moment_before(now, days)
        )
        for one in due:
            with transaction.atomic():
                # The condition again: another clock may have been faster.
                if due.filter(pk=one.pk).update(asked_reminders=number + 1):
                    write_to_applicant(one, "joining_information_reminder", link=True)
                    told += 1
    return told


def remind_supervisors(now: dt.datetime | None = None) -> int:
    """Remind supervisors once, after four working days, at the address that was asked.

    While the application says something else than they were asked, nobody is reminded of it.
    """
    now = now or timezone.now()
    due = SupervisorRequest.objects.filter(
        answered_at=None,
        revoked_at=None,
        reminded_at=None,
        asked_at__lte=moment_before(now, reminders.SUPERVISOR_AFTER),
        link__ends_at__gt=now,
        link__revoked_at=None,
        application__state__in=(State.SUPERVISOR_ASKED, State.IN_REVIEW, State.INFORMATION_REQUESTED),
    ).select_related("application", "link")
    told = 0
    for one in due:
        with transaction.atomic():
            if changed_since_asked(one.application, one):
                continue
            if one.link is not None and SupervisorRequest.objects.filter(pk=one.pk, reminded_at=None).update(
                reminded_at=now
            ):
                write_to_supervisor(one.application, one, one.link, "joining_supervisor_reminder")
                told += 1
    return told


def tidy_drafts(now: dt.datetime | None = None) -> tuple[int, int]:
    """Warn of drafts that will go, and delete those whose time is over; return (warned, deleted)."""
    now = now or timezone.now()
    warned = 0
    due = Application.objects.filter(
        state=State.DRAFT, draft_warned_at=None, saved_at__lte=now - reminders.DRAFT_WARNED_AFTER
    )
    for one in due:
        with transaction.atomic():
            if due.filter(pk=one.pk).update(draft_warned_at=now):
                write_to_applicant(one, "joining_draft_ends", link=True, days=7)
                warned += 1
    # A draft is deleted a week after its warning left, whenever that was.
    over = Q(
        state=State.DRAFT,
        saved_at__lte=now - reminders.DRAFT_LASTS,
        draft_warned_at__lte=now - (reminders.DRAFT_LASTS - reminders.DRAFT_WARNED_AFTER),
    )
    unconfirmed = Q(state=State.EMAIL_TO_CONFIRM, saved_at__lte=now - reminders.UNCONFIRMED_LASTS)
    deleted = 0
    for one in Application.objects.filter(over | unconfirmed):
        with transaction.atomic():
            row = Application.objects.select_for_update(of=("self",)).filter(over | unconfirmed, pk=one.pk).first()
            if row is not None:
                row.delete()
                deleted += 1
    return warned, deleted


def remind_members(today: dt.date | None = None) -> int:
    """Ask for the yearly confirmation thirty and seven days before a membership ends."""
    today = today or timezone.now().date()
    told = 0
    for days in reminders.RECONFIRM_BEFORE:
        # ``reminded`` falls from 30 to 7: who was asked seven days before is not asked again.
        not_yet = Q(reminded=0) | Q(reminded__gt=days)
        due = Membership.objects.filter(
            not_yet,
            state=MembershipState.ACTIVE,
            asks_since=None,
            confirmed_until__gte=today,
            confirmed_until__lte=today + dt.timedelta(days=days),
        ).select_related("person")
        for one in due:
            with transaction.atomic():
                if due.filter(pk=one.pk).update(reminded=days):
                    link = links.make_link(LinkKind.RECONFIRM, membership=one)
                    queue_notice(
                        person=one.person,
                        kind="joining_reconfirm",
                        context={"link": str(link.uid), "until": one.confirmed_until.isoformat()},
                    )
                    told += 1
    return told


def expire_memberships(today: dt.date | None = None) -> int:
    """End memberships that were not confirmed; return how many.

    Who told of a new agency in time waits for the reviewer: that is not her delay, for ``WAITS_FOR_REVIEWER`` at most.
    """
    today = today or timezone.now().date()
    over = Q(asks_since=None, confirmed_until__lt=today) | Q(confirmed_until__lt=today - WAITS_FOR_REVIEWER)
    due = Membership.objects.filter(over, state=MembershipState.ACTIVE)
    ended = 0
    for one in due:
        with transaction.atomic():
            row = due.select_for_update(of=("self",)).select_related("person").filter(pk=one.pk).first()
            if row is not None:
                end_membership(row, actor=None, who=Who.CLOCK)
                ended += 1
    return ended


def tidy_links(now: dt.datetime | None = None) -> int:
    """Delete links long over and counts of the door; return how many rows went."""
    now = now or timezone.now()
    gone, _per_model = Link.objects.filter(ends_at__lt=now - LINKS_KEPT).delete()
    counts, _per_model = Knock.objects.filter(done_at__isnull=False, at__lt=now - KNOCKS_KEPT).delete()
    return gone + counts
