"""The history of an application in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.common.numbers import listed
from lms.joining.models import Application, ApplicationEvent
from lms.joining.states import Verb
from lms.joining.vouching import CHANGED, FIELDS
from lms.people.models import Person

WORDS: dict[str, str | Promise] = {
    Verb.CONFIRM_EMAIL: _("The applicant confirmed the address"),
    Verb.SUBMIT: _("The applicant sent the application"),
    Verb.TAKE_UP: _("Review began"),
    Verb.ASK_INFORMATION: _("The applicant was asked"),
    Verb.ANSWER_INFORMATION: _("The applicant answered"),
    Verb.ASK_SUPERVISOR: _("The supervisor was asked"),
    Verb.RECORD_SUPERVISOR_ANSWER: _("The supervisor answered"),
    Verb.REVOKE_SUPERVISOR: _("The supervisor’s link was taken back"),
    Verb.ASK_OPINION: _("The focal point was asked"),
    Verb.GIVE_OPINION: _("The focal point gave an opinion"),
    Verb.PROPOSE: _("A decision was proposed"),
    Verb.RETURN: _("The proposal was returned"),
    Verb.APPROVE: _("The application was approved"),
    Verb.DECLINE: _("The application was declined"),
    Verb.WITHDRAW: _("The applicant withdrew it"),
    Verb.SUSPEND: _("The membership was suspended"),
    Verb.RESTORE: _("The membership was restored"),
    Verb.EXPIRE: _("The membership expired"),
    Verb.RECONFIRM: _("The member confirmed to be still in service"),
    CHANGED: _("The applicant changed what others were asked to confirm"),
}


@dataclass(frozen=True)
class Line:
    """One line of the history."""

    at: dt.datetime
    words: str | Promise
    actor: Person | None
    note: str


def _note_of(event: ApplicationEvent) -> str:
    """The line's note; where it names fields, in the reader's language."""
    if event.verb != CHANGED:
        return event.note
    return listed(str(FIELDS[name]) for name in event.note.split() if name in FIELDS)


def history_of(application: Application) -> list[Line]:
    """What happened, oldest first."""
    return [
        Line(event.at, WORDS.get(event.verb, event.verb), event.actor, _note_of(event))
        for event in application.events.select_related("actor")
    ]
