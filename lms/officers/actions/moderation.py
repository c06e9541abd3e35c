"""What moderators decide on a report."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.audit.actions import record
from lms.common.errors import Refused
from lms.joining.actions.memberships import suspend
from lms.joining.models import Membership, MembershipState
from lms.notices.actions import queue_letter, queue_notice
from lms.officers.access import can_moderate
from lms.officers.actions.listing import relist
from lms.officers.actions.profile import withdraw_all, write_consent
from lms.officers.models import Conversation, OfficerProfile, Outcome, Report, ReportSource
from lms.people.actions.access import end_access
from lms.people.models import Person
from lms.rooms.actions import withdraw_message
from lms.rooms.text import clean

NOTE_LIMIT = 500


def outcomes_for(report: Report) -> list[Outcome]:
    """What may be decided on ``report``."""
    if report.subject_id is None:
        return [Outcome.NOTHING]
    found = [Outcome.NOTHING, Outcome.WARN]
    if report.source == ReportSource.MESSAGE and report.number:
        found.append(Outcome.REMOVE_MESSAGE)
    found.append(Outcome.HIDE_PROFILE)
    subject = report.subject
    if subject is not None and subject.is_active and not (subject.is_team or subject.is_staff or subject.is_superuser):
        # Staff lose their roles first, by those who gave them.
        found.append(Outcome.END_ACCESS)
    return found


@transaction.atomic
def decide(*, report_id: int, outcome: str, note: str = "", actor: Person) -> Report:
    """Close a report. The reporter is told that it was looked at, not what was decided.

    Raises Refused: ``not_allowed``, ``own`` (about or by the moderator herself), ``outcome``, ``no_reason`` (an
    account is not closed without one), ``decided`` (somebody was faster), ``too_long``, ``not_text``.
    """
    if not can_moderate(actor):
        raise Refused(_("Only moderators can do that."), code="not_allowed")
    report = Report.objects.select_for_update(of=("self",)).select_related("subject", "reporter").get(pk=report_id)
    if actor.pk in {report.subject_id, report.reporter_id}:
        raise Refused(_("Another moderator has to decide on this report."), code="own")
    if report.decided_at is not None:
        if report.outcome == outcome and report.decided_by_id == actor.pk:
            return report
        raise Refused(_("This report has been decided already."), code="decided")
    if outcome not in outcomes_for(report):
        raise Refused(_("Choose what shall be done."), code="outcome", field="outcome")
    if outcome == Outcome.END_ACCESS and not note.strip():
        raise Refused(_("Give the reason. Only staff read it."), code="no_reason", field="note")
    report.outcome = outcome
    report.decision_note = clean(note, limit=NOTE_LIMIT) if note.strip() else ""
    report.decided_at = timezone.now()
    report.decided_by = actor
    report.save(update_fields=["outcome", "decision_note", "decided_at", "decided_by"])
    record(
        actor=actor,
        verb="officers.decide_report",
        target=report,
        about=report.subject,
        changes={"outcome": ["", outcome], "reason": [None, report.reason]},
    )
    if report.subject is not None:
        _carry_out(report, report.subject, actor)
    if report.reporter is not None:
        queue_notice(person=report.reporter, kind="officers_report_closed", context={})
    return report


def _carry_out(report: Report, subject: Person, actor: Person) -> None:
    if report.outcome == Outcome.WARN:
        queue_notice(person=subject, kind="officers_reminder", context={})
    elif report.outcome == Outcome.REMOVE_MESSAGE:
        talk = Conversation.objects.select_related("room").filter(pk=report.ref).first()
        if talk is not None:
            withdraw_message(room=talk.room, number=report.number, reason=report.reason)
    elif report.outcome == Outcome.HIDE_PROFILE:
        _hold(subject)
        queue_notice(person=subject, kind="officers_hidden", context={})
    elif report.outcome == Outcome.END_ACCESS:
        _hold(subject)
        _close(report, subject, actor)


def _close(report: Report, subject: Person, actor: Person) -> None:
    """End her access, through her membership if she has one, so that reviewers can give it back where they did."""
    membership = Membership.objects.filter(person=subject, state=MembershipState.ACTIVE).first()
    if membership is not None:
        suspend(membership=membership, reason=report.decision_note, actor=actor)
    elif end_access(person=subject, reason="reported", actor=actor):
        context = {"name": subject.full_name}
        queue_letter(address=subject.email, language=subject.language, kind="joining_suspended", context=context)


def _hold(person: Person) -> None:
    OfficerProfile.objects.get_or_create(person=person)
    profile = OfficerProfile.objects.select_for_update(of=("self",)).select_related("person").get(person=person)
    was_on = profile.is_on
    profile.is_on, profile.held_at = False, timezone.now()
    profile.save(update_fields=["is_on", "held_at", "updated_at"])
    if was_on:
        write_consent(profile)
    relist(profile)
    withdraw_all(person)


@transaction.atomic
def let_back(*, person: Person, actor: Person) -> None:
    """Let a hidden profile be switched on again; the member does so herself. Raises Refused ``not_allowed``."""
    if not can_moderate(actor) or actor.pk == person.pk:
        raise Refused(_("Another moderator has to do that."), code="not_allowed")
    profile = OfficerProfile.objects.select_for_update().filter(person=person, held_at__isnull=False).first()
    if profile is None:
        return
    profile.held_at = None
    profile.save(update_fields=["held_at", "updated_at"])
    record(actor=actor, verb="officers.let_back", target=profile, about=person, changes={"held": [True, False]})
    queue_notice(person=person, kind="officers_let_back", context={})
