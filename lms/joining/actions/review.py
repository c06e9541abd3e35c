"""What reviewers do before they decide, and what supervisors and focal points answer."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.common.errors import Refused
from lms.joining import links
from lms.joining.access import is_own_case
from lms.joining.actions.apply import write_to_applicant
from lms.joining.actions.keeping import move, take
from lms.joining.models import (
    Application,
    FocalPointOpinion,
    Link,
    LinkKind,
    Opinion,
    State,
    SupervisorAnswer,
    SupervisorRequest,
)
from lms.joining.states import Verb
from lms.joining.vouching import changed_since_asked, changed_since_given, fingerprint, mark_of
from lms.notices.actions import queue_letter, queue_notice
from lms.people.models import Person, Role


def refuse_own_case(application: Application, actor: Person) -> None:
    """Raises Refused when the reviewer is the applicant, or her supervisor."""
    if is_own_case(actor, application):
        raise Refused(
            _("You are named in this application yourself. Another reviewer has to look at it."), code="own_case"
        )


@transaction.atomic
def take_up(*, application: Application, actor: Person) -> Application:
    """Begin to review. Two reviewers who press at once: the first has it."""
    row = take(application)
    refuse_own_case(row, actor)
    if row.state == State.IN_REVIEW and row.reviewer_id == actor.pk:
        return row
    move(row, Verb.TAKE_UP, actor=actor, reviewer=actor)
    return row


@transaction.atomic
def ask_information(*, application: Application, question: str, actor: Person) -> Application:
    """Ask the applicant; she gets a mail with the question and her page, and two reminders."""
    row = take(application)
    refuse_own_case(row, actor)
    move(
        row,
        Verb.ASK_INFORMATION,
        actor=actor,
        note=question,
        question=question,
        answer="",
        asked_at=timezone.now(),
        asked_reminders=0,
    )
    write_to_applicant(row, "joining_information", link=True)
    return row


@transaction.atomic
def ask_supervisor(*, application: Application, actor: Person) -> SupervisorRequest:
    """Write to the supervisor: a page of her own, in her language, open for three weeks."""
    row = take(application)
    refuse_own_case(row, actor)
    if not row.may_contact_supervisor or not row.supervisor_email:
        raise Refused(_("The application names no supervisor whom we may write to."), code="no_supervisor")
    if row.supervisor_requests.filter(answered_at=None, revoked_at=None).exists():
        raise Refused(_("The supervisor was asked already, and the link is still open."), code="asked")
    move(row, Verb.ASK_SUPERVISOR, actor=actor)
    link = links.make_link(LinkKind.SUPERVISOR, application=row)
    request = SupervisorRequest.objects.create(
        application=row,
        asked_by=actor,
        asked_at=timezone.now(),
        address=row.supervisor_email,
        vouched=fingerprint(row),
        link=link,
    )
    write_to_supervisor(row, request, link, "joining_supervisor")
    return request


def write_to_supervisor(row: Application, request: SupervisorRequest, link: Link, kind: str) -> None:
    """Owe the supervisor a mail with her page; it goes where the question went."""
    queue_letter(
        address=request.address,
        language=row.supervisor_language or row.language,
        kind=kind,
        context={
            "supervisor": row.supervisor_name,
            "name": row.full_name,
            "link": str(link.uid),
            "until": link.ends_at.date().isoformat(),
        },
    )


@transaction.atomic
def revoke_supervisor(*, application: Application, actor: Person) -> Application:
    """Take the supervisor's link back, for instance because the address was wrong."""
    row = take(application)
    open_one = row.supervisor_requests.filter(answered_at=None, revoked_at=None).select_related("link").first()
    if open_one is None:
        raise Refused(_("There is no open question to a supervisor."), code="not_asked")
    move(row, Verb.REVOKE_SUPERVISOR, actor=actor)
    SupervisorRequest.objects.filter(pk=open_one.pk).update(revoked_at=timezone.now())
    links.revoke(Link.objects.filter(request=open_one))
    return row


@transaction.atomic
def record_supervisor_answer(*, link: Link, answer: str, note: str) -> Application:
    """What the supervisor says, by her link.

    Raises Refused when it was used, ended, or nobody waits any more, and while the application says something else
    than what she was asked.
    """
    if link.application is None or answer not in SupervisorAnswer.values:
        raise Refused(_("This link does not open anything."), code="unknown")
    row = take(link.application)
    request = SupervisorRequest.objects.get(link=link)
    if changed_since_asked(row, request):
        raise Refused(_("This link does not open anything."), code="changed")
    if not links.use_once(link):
        raise Refused(_("You have answered already. Thank you."), code="used")
    move(row, Verb.RECORD_SUPERVISOR_ANSWER, actor=None)
    request.answer = answer
    request.note = note
    request.answered_at = timezone.now()
    request.save(update_fields=["answer", "note", "answered_at"])
    return row


@transaction.atomic
def ask_opinion(*, application: Application, actor: Person) -> FocalPointOpinion:
    """Ask the coordinators of the applicant's country; whoever answers first answers for all.

    An opinion on what the application no longer says gives way to the new question.
    """
    row = take(application)
    refuse_own_case(row, actor)
    before = FocalPointOpinion.objects.filter(application=row).first()
    if before is not None and not changed_since_given(row, before):
        raise Refused(_("The focal point was asked already."), code="asked")
    focal_points = list(
        Person.objects.filter(is_active=True, grants__role=Role.COORDINATOR, grants__country=row.country_id).distinct()
    )
    if not focal_points:
        raise Refused(_("This country has no coordinator who could be asked."), code="no_focal_point")
    move(row, Verb.ASK_OPINION, actor=actor)
    asked: dict[str, Any] = {"asked_by": actor, "asked_at": timezone.now()}
    blank: dict[str, Any] = {"opinion": "", "note": "", "vouched": {}, "given_by": None, "given_at": None}
    opinion, _is_new = FocalPointOpinion.objects.update_or_create(application=row, defaults={**asked, **blank})
    for person in focal_points:
        queue_notice(person=person, kind="joining_opinion", context={"application": str(row.uid)})
    return opinion


@transaction.atomic
def give_opinion(
    *, application: Application, opinion: str, note: str, actor: Person, seen: str = ""
) -> FocalPointOpinion:
    """The focal point's advice. ``seen`` is ``vouching.mark_of`` what she read (empty: what stands there now).

    Raises Refused when it was not asked for, is there already, or the application changed while she read it.
    """
    row = take(application)
    refuse_own_case(row, actor)
    asked = FocalPointOpinion.objects.filter(application=row).first()
    if asked is None or opinion not in Opinion.values:
        raise Refused(_("Nobody asked for an opinion on this application."), code="not_asked")
    if asked.given_at is not None:
        raise Refused(_("The opinion was given already."), code="given")
    if seen and seen != mark_of(row):
        raise Refused(
            _("The applicant changed an answer while you were reading. Look at it again, then give your opinion."),
            code="changed",
        )
    move(row, Verb.GIVE_OPINION, actor=actor)
    asked.opinion = opinion
    asked.note = note
    asked.vouched = fingerprint(row)
    asked.given_by = actor
    asked.given_at = timezone.now()
    asked.save(update_fields=["opinion", "note", "vouched", "given_by", "given_at"])
    return asked
