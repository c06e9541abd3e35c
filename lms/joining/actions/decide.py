"""Approve and decline. Nothing is decided by the machine, and what weighs more is decided by two.

Two different reviewers decide about everybody who has free webmail, and about every decline: the first one's
decision is a proposal, the second confirms or returns it. The table of decisions refuses one person twice.
"""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from lms.common.errors import Refused
from lms.joining import links
from lms.joining.actions.apply import write_to_applicant
from lms.joining.actions.keeping import move, take
from lms.joining.actions.memberships import begin_membership
from lms.joining.actions.review import refuse_own_case
from lms.joining.checks import Checklist, checklist, known_agency
from lms.joining.models import Application, Decision, DecisionKind, DecisionState, Link, LinkKind, SupervisorRequest
from lms.joining.models.application import State
from lms.joining.models.membership import Origin
from lms.joining.reminders import is_overdue_twice_reminded
from lms.joining.states import Verb, way
from lms.joining.vocabulary import DeclineCode
from lms.notices.actions import queue_notice
from lms.people.actions.agree import accept_agreements
from lms.people.actions.grants import grant_role
from lms.people.models import Agency, Agreement, Person, Role


def needs_two(found: Checklist, kind: str) -> bool:
    """Whether two reviewers must agree: about every no, and about free webmail, see ``checks.is_from_webmail``."""
    return kind == DecisionKind.DECLINE or found.is_webmail


@transaction.atomic
def approve(*, application: Application, note: str = "", actor: Person) -> Application:
    """Approve, or propose it where two persons are needed.

    Raises Refused while a check forbids it, while another proposal is open, or for somebody's own case.
    """
    row = take(application)
    refuse_own_case(row, actor)
    way(Verb.APPROVE, row.state)
    found = _refuse_obstacles(row)
    if needs_two(found, DecisionKind.APPROVE):
        _propose(row, DecisionKind.APPROVE, "", note, actor)
    else:
        _refuse_open_proposal(row)
        Decision.objects.create(
            application=row,
            kind=DecisionKind.APPROVE,
            state=DecisionState.FINAL,
            needs_two=False,
            note=note,
            first=actor,
            first_at=timezone.now(),
        )
        _carry_out_approval(row, actor)
    return row


@transaction.atomic
def decline(*, application: Application, code: str, note: str, actor: Person) -> Application:
    """Propose to decline; a second reviewer confirms it.

    "Incomplete" needs an applicant who was asked, reminded twice, and did not answer.
    """
    row = take(application)
    refuse_own_case(row, actor)
    way(Verb.DECLINE, row.state)
    if code not in DeclineCode.values:
        raise Refused(_("Choose a reason."), code="no_reason", field="code")
    if code == DeclineCode.INCOMPLETE and not is_overdue_twice_reminded(row):
        raise Refused(
            _("This reason is for applicants who did not answer after two reminders. This one still has time."),
            code="not_overdue",
            field="code",
        )
    _propose(row, DecisionKind.DECLINE, code, note, actor)
    return row


@transaction.atomic
def confirm_decision(*, application: Application, actor: Person) -> Application:
    """The second reviewer agrees: it is carried out. Raises Refused for the one who proposed it."""
    row = take(application)
    refuse_own_case(row, actor)
    proposal = _open_proposal(row)
    if proposal.first_id == actor.pk:
        raise Refused(_("You proposed this yourself. Another reviewer has to confirm it."), code="same_person")
    if proposal.kind == DecisionKind.APPROVE:
        way(Verb.APPROVE, row.state)
        _refuse_obstacles(row)
    else:
        way(Verb.DECLINE, row.state)
    proposal.state = DecisionState.FINAL
    proposal.second = actor
    proposal.second_at = timezone.now()
    proposal.save(update_fields=["state", "second", "second_at"])
    if proposal.kind == DecisionKind.APPROVE:
        _carry_out_approval(row, actor)
    else:
        _carry_out_decline(row, proposal, actor)
    return row


@transaction.atomic
def return_decision(*, application: Application, note: str, actor: Person) -> Application:
    """The second reviewer does not agree, or the first takes it back: the application is in review again."""
    row = take(application)
    refuse_own_case(row, actor)
    proposal = _open_proposal(row)
    move(row, Verb.RETURN, actor=actor, note=note, said=_said(proposal))
    proposal.state = DecisionState.RETURNED
    proposal.second = None if proposal.first_id == actor.pk else actor
    proposal.second_at = timezone.now()
    proposal.second_note = note
    proposal.save(update_fields=["state", "second", "second_at", "second_note"])
    return row


def _open_proposal(row: Application) -> Decision:
    proposal = row.decisions.filter(state=DecisionState.PROPOSED).first()
    if proposal is None:
        raise Refused(_("There is no open proposal for this application any more."), code="no_proposal")
    return proposal


def _refuse_open_proposal(row: Application) -> None:
    if row.decisions.filter(state=DecisionState.PROPOSED).exists():
        raise Refused(_("A proposal of another reviewer is open. Confirm or return that one first."), code="proposed")


def _refuse_obstacles(row: Application) -> Checklist:
    found = checklist(row)
    if found.obstacles:
        raise Refused(found.obstacles[0], code="obstacle")
    return found


def _propose(row: Application, kind: DecisionKind, code: str, note: str, actor: Person) -> None:
    _refuse_open_proposal(row)
    proposal = Decision.objects.create(
        application=row,
        kind=kind,
        state=DecisionState.PROPOSED,
        needs_two=True,
        code=code,
        note=note,
        first=actor,
        first_at=timezone.now(),
    )
    move(row, Verb.PROPOSE, actor=actor, note=note, said=_said(proposal))


def _said(decision: Decision) -> dict[str, str]:
    """What the audit keeps of a decision besides the state; the notes stay with the application."""
    return {"outcome": decision.kind, "decline_code": decision.code}


def _carry_out_approval(row: Application, actor: Person) -> Person:
    """The person, her membership and the mail that lets her in."""
    with translation.override(row.language):
        function = str(row.function_words)
    try:
        with transaction.atomic():
            person = Person.objects.create_user(
                row.email,
                given_name=row.given_name,
                family_name=row.family_name,
                language=row.language,
                country=row.country,
                agency=_agency_of(row),
                unit=row.unit,
                function=function,
            )
    except IntegrityError:
        # A list of nominees was brought in at this very moment.
        raise Refused(_("There is an account with this address already."), code="obstacle") from None
    # She opened the link that was sent there.
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    move(row, Verb.APPROVE, actor=actor, person=person, decided_at=timezone.now())
    grant_role(person=person, role=Role.MEMBER, country=None, actor=actor)
    begin_membership(person=person, origin=Origin.APPLICATION, actor=actor)
    _keep_declarations(row, person)
    links.revoke(Link.objects.filter(application=row))
    queue_notice(person=person, kind="joining_approved", context={"person": person.pk})
    return person


def _keep_declarations(row: Application, person: Person) -> None:
    """What she was shown and accepted in the questionnaire counts, as of then; what is new is asked for at the door."""
    accept_agreements(
        person=person,
        versions=Agreement.objects.filter(pk__in=row.agreements),
        language=row.agreements_language,
        at=row.agreements_at,
    )


def _agency_of(row: Application) -> Agency:
    known = known_agency(row)
    if known is not None:
        return known
    # A race with another approval: the table has one row for a country and a name.
    agency, _is_new = Agency.objects.get_or_create(
        country_id=row.country_id, name=row.agency_name, defaults={"kind": row.agency_type}
    )
    return agency


def _carry_out_decline(row: Application, proposal: Decision, actor: Person) -> None:
    values: dict[str, Any] = {"decline_code": proposal.code, "decided_at": timezone.now()}
    move(row, Verb.DECLINE, actor=actor, said=_said(proposal), **values)
    links.revoke(Link.objects.filter(application=row).exclude(kind=LinkKind.APPLICANT))
    SupervisorRequest.objects.filter(application=row, answered_at=None, revoked_at=None).update(
        revoked_at=timezone.now()
    )
    write_to_applicant(row, "joining_declined", link=True, code=proposal.code)


def open_proposal_of(row: Application) -> Decision | None:
    """The proposal that waits for a second reviewer, if there is one."""
    return next((one for one in row.decisions.all() if one.state == DecisionState.PROPOSED), None)


def is_decided(row: Application) -> bool:
    """Whether there is nothing left to decide."""
    return row.state not in {State.SUBMITTED, State.IN_REVIEW, State.INFORMATION_REQUESTED, State.SUPERVISOR_ASKED}
