"""The ways of an application: which verb leads from which states to which, and who may use it.

This table is the whole of it. Actions ask ``way(verb, state)`` and change nothing else; tests walk it at random.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from lms.common.errors import Refused
from lms.joining.models import State


class Who(StrEnum):
    """Who uses a verb."""

    APPLICANT = "applicant"
    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"
    FOCAL_POINT = "focal_point"
    CLOCK = "clock"


class Verb(StrEnum):
    """What can be done to an application."""

    CONFIRM_EMAIL = "confirm_email"
    SAVE_DRAFT = "save_draft"
    SUBMIT = "submit"
    TAKE_UP = "take_up"
    ASK_INFORMATION = "ask_information"
    ANSWER_INFORMATION = "answer_information"
    ASK_SUPERVISOR = "ask_supervisor"
    RECORD_SUPERVISOR_ANSWER = "record_supervisor_answer"
    REVOKE_SUPERVISOR = "revoke_supervisor"
    ASK_OPINION = "ask_opinion"
    GIVE_OPINION = "give_opinion"
    PROPOSE = "propose"
    RETURN = "return"
    APPROVE = "approve"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    SUSPEND = "suspend"
    RESTORE = "restore"
    EXPIRE = "expire"
    RECONFIRM = "reconfirm"


@dataclass(frozen=True)
class Way:
    """One line of the table. ``to`` None: the state stays."""

    verb: Verb
    who: frozenset[Who]
    frm: frozenset[State]
    to: State | None


def _way(verb: Verb, who: Who | tuple[Who, ...], frm: State | tuple[State, ...], to: State | None) -> Way:
    return Way(
        verb,
        frozenset(who if isinstance(who, tuple) else (who,)),
        frozenset(frm if isinstance(frm, tuple) else (frm,)),
        to,
    )


_OPEN = (State.SUBMITTED, State.IN_REVIEW, State.INFORMATION_REQUESTED, State.SUPERVISOR_ASKED)
_WORKED_ON = _OPEN[1:]

WAYS = (
    _way(Verb.CONFIRM_EMAIL, Who.APPLICANT, State.EMAIL_TO_CONFIRM, State.DRAFT),
    _way(Verb.SAVE_DRAFT, Who.APPLICANT, (State.DRAFT, State.INFORMATION_REQUESTED), None),
    _way(Verb.SUBMIT, Who.APPLICANT, State.DRAFT, State.SUBMITTED),
    _way(Verb.TAKE_UP, Who.REVIEWER, State.SUBMITTED, State.IN_REVIEW),
    _way(
        Verb.ASK_INFORMATION,
        Who.REVIEWER,
        (State.IN_REVIEW, State.SUPERVISOR_ASKED),
        State.INFORMATION_REQUESTED,
    ),
    _way(Verb.ANSWER_INFORMATION, Who.APPLICANT, State.INFORMATION_REQUESTED, State.IN_REVIEW),
    _way(Verb.ASK_SUPERVISOR, Who.REVIEWER, State.IN_REVIEW, State.SUPERVISOR_ASKED),
    # The supervisor may answer while the applicant is being asked something else: that stays open then.
    _way(Verb.RECORD_SUPERVISOR_ANSWER, Who.SUPERVISOR, State.SUPERVISOR_ASKED, State.IN_REVIEW),
    _way(Verb.RECORD_SUPERVISOR_ANSWER, Who.SUPERVISOR, (State.IN_REVIEW, State.INFORMATION_REQUESTED), None),
    _way(Verb.REVOKE_SUPERVISOR, Who.REVIEWER, State.SUPERVISOR_ASKED, State.IN_REVIEW),
    _way(Verb.REVOKE_SUPERVISOR, Who.REVIEWER, (State.IN_REVIEW, State.INFORMATION_REQUESTED), None),
    _way(Verb.ASK_OPINION, Who.REVIEWER, _WORKED_ON, None),
    _way(Verb.GIVE_OPINION, Who.FOCAL_POINT, _OPEN, None),
    _way(Verb.PROPOSE, Who.REVIEWER, _WORKED_ON, None),
    _way(Verb.RETURN, Who.REVIEWER, _WORKED_ON, None),
    _way(Verb.APPROVE, Who.REVIEWER, State.IN_REVIEW, State.APPROVED),
    _way(Verb.DECLINE, Who.REVIEWER, _WORKED_ON, State.DECLINED),
    _way(
        Verb.WITHDRAW,
        Who.APPLICANT,
        (State.EMAIL_TO_CONFIRM, State.DRAFT, *_OPEN),
        State.WITHDRAWN,
    ),
    _way(Verb.SUSPEND, Who.REVIEWER, (State.APPROVED, State.EXPIRED), State.SUSPENDED),
    _way(Verb.RESTORE, Who.REVIEWER, (State.SUSPENDED, State.EXPIRED), State.APPROVED),
    _way(Verb.EXPIRE, (Who.CLOCK, Who.APPLICANT), State.APPROVED, State.EXPIRED),
    _way(Verb.RECONFIRM, Who.APPLICANT, (State.APPROVED, State.EXPIRED), None),
)


def way(verb: Verb, state: str) -> Way:
    """The line of the table for ``verb`` in ``state``. Raises Refused if there is none."""
    for one in WAYS:
        if one.verb == verb and state in one.frm:
            return one
    raise Refused(
        _("This is no longer possible: the application has moved on meanwhile. Look at it again."), code="state"
    )


def possible(state: str, who: Who) -> frozenset[Verb]:
    """What ``who`` may do in ``state``, as far as the state alone decides."""
    return frozenset(one.verb for one in WAYS if state in one.frm and who in one.who)
