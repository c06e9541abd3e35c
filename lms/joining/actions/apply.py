"""What an applicant does herself: from the address at the door to the sent application, and back out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.audit.actions import record
from lms.common import languages
from lms.common.errors import Refused
from lms.joining import links, sealing, steps
from lms.joining.actions.keeping import move, take
from lms.joining.checks import latest_request, opinion_on
from lms.joining.domains import is_webmail
from lms.joining.models import (
    Application,
    ApplicationEvent,
    Decision,
    DecisionState,
    Knock,
    Link,
    LinkKind,
    Membership,
    MembershipState,
    State,
    SupervisorRequest,
)
from lms.joining.models.application import RUNNING
from lms.joining.states import Verb
from lms.joining.vouching import CHANGED, FIELDS, changed_since_asked, changed_since_given
from lms.notices.actions import queue_letter
from lms.people import limits
from lms.people.agreements import in_force
from lms.people.models import Person

# Who was declined may ask again after this time; until then the mail says so.
WAIT_AFTER_DECLINE = dt.timedelta(days=30)


def knock(*, email: str, language: str, network: str) -> bool:
    """Note that somebody gave ``email`` at the door. False: her network has used up its share of this hour.

    Then each address still gets one mail an hour from there, up to a ceiling that no office reaches. The same counts
    and one row, whatever the address: who it belongs to is looked up by ``answer_knocks``.
    """
    email = email.strip().lower()
    if not limits.take_share(limits.JOIN_NETWORK, limits.JOIN_CROWDED, network=network, value=email):
        return False
    if not limits.take(limits.JOIN_CEILING, network):
        return False
    Knock.objects.create(email=email, language=language)
    return True


def answer_knocks(limit: int = 200) -> int:
    """Answer by mail those who gave an address; return how many mails are owed now."""
    answered = 0
    for one in Knock.objects.all().claim(limit):
        with transaction.atomic():
            if not one.finish():
                continue
            if limits.take(limits.JOIN, one.email):
                _answer(one)
                answered += 1
            Knock.objects.filter(pk=one.pk).update(email="")
    return answered


def _answer(one: Knock) -> None:
    """Exactly one mail: which one depends on who the address belongs to."""
    address = one.email
    person = Person.objects.filter(email=address).first()
    if person is None:
        # An address that she added to her account later.
        person = Person.objects.filter(emailaddress__email__iexact=address, emailaddress__verified=True).first()
    if person is not None:
        _answer_person(one, person)
        return
    running = Application.objects.filter(email=address, state__in=RUNNING).first()
    if running is not None and running.state not in (State.EMAIL_TO_CONFIRM, State.DRAFT):
        _tell(one, "joining_running", link=links.make_link(LinkKind.APPLICANT, application=running))
        return
    declined = (
        Application.objects.filter(email=address, state=State.DECLINED)
        .filter(decided_at__gt=timezone.now() - WAIT_AFTER_DECLINE)
        .first()
    )
    if declined is not None and declined.decided_at is not None:
        again = declined.decided_at + WAIT_AFTER_DECLINE
        _tell(one, "joining_closed", again=again.date().isoformat())
        return
    if running is None:
        running = Application.objects.create(
            email=address, language=one.language, is_webmail=is_webmail(address), saved_at=timezone.now()
        )
    # Only the newest link opens: whoever asks twice wants the second.
    links.revoke(Link.objects.filter(application=running, kind=LinkKind.CONFIRM))
    link = links.make_link(LinkKind.CONFIRM, application=running)
    _tell(one, "joining_confirm" if running.state == State.EMAIL_TO_CONFIRM else "joining_continue", link=link)


def _answer_person(one: Knock, person: Person) -> None:
    membership = Membership.objects.filter(person=person).first()
    if membership is not None and membership.state == MembershipState.EXPIRED:
        _tell(one, "joining_come_back", link=links.make_link(LinkKind.RECONFIRM, membership=membership))
    elif not person.is_active:
        _tell(one, "joining_closed", again="")
    else:
        _tell(one, "joining_member")


def _tell(one: Knock, kind: str, *, link: Link | None = None, **context: Any) -> None:
    if link is not None:
        context["link"] = str(link.uid)
    queue_letter(address=one.email, language=one.language, kind=kind, context=context)


@transaction.atomic
def confirm_email(*, link: Link) -> Application:
    """The address is hers: the questionnaire opens. Raises Refused for a link that was used or taken back."""
    if link.application is None or not links.use_once(link):
        raise Refused(_("This link was used already."), code="used")
    row = take(link.application)
    if row.state == State.DRAFT:
        # She comes back to her draft by a new link.
        return row
    now = timezone.now()
    move(row, Verb.CONFIRM_EMAIL, actor=None, email_confirmed_at=now, saved_at=now)
    write_to_applicant(row, "joining_continue_later", link=True)
    return row


@transaction.atomic
def save_draft(*, application: Application, step: str, values: Mapping[str, Any]) -> Application:
    """Keep what she entered on ``step``; what is not of that step is ignored. Incomplete is fine.

    With the declarations goes ``shown``: the numbers of the agreements that the page had, see ``submit``.
    """
    row = take(application)
    kept = {name: value for name, value in values.items() if name in steps.BY_SLUG[step].fields}
    if "service_number" in kept:
        kept["service_number_sealed"] = sealing.seal(kept.pop("service_number") or "")
    if step == steps.DECLARATIONS.slug:
        kept |= _accepted(kept, values.get("shown", ()))
    move(row, Verb.SAVE_DRAFT, actor=None, saved_at=timezone.now(), draft_warned_at=None, **kept)
    return row


def _accepted(values: Mapping[str, Any], shown: Collection[int]) -> dict[str, Any]:
    """What is noted of the agreements: those in force that she was shown, and said yes to both."""
    said_yes = values.get("accepts_terms") and values.get("accepts_data_protection")
    versions = [one.pk for one in in_force() if one.pk in shown] if said_yes else []
    return {
        "agreements": versions,
        "agreements_language": languages.current() if versions else "",
        "agreements_at": timezone.now() if versions else None,
    }


@transaction.atomic
def submit(*, application: Application) -> Application:
    """Send it to the reviewers.

    Raises Refused while something is missing, and ``agreements`` where other versions are in force than she accepted.
    """
    row = take(application)
    if row.state == State.DRAFT and not steps.is_complete(row):
        raise Refused(_("Something is still missing. It is marked below."), code="incomplete")
    if row.state == State.DRAFT and not steps.accepts(row, in_force()):
        raise Refused(
            _("The agreements have a new version. Read it, tick the boxes again, then send your application."),
            code="agreements",
        )
    now = timezone.now()
    move(row, Verb.SUBMIT, actor=None, submitted_at=now, declared_at=now)
    write_to_applicant(row, "joining_received", link=True)
    return row


@transaction.atomic
def answer_information(*, application: Application, answer: str) -> Application:
    """Her answer to the reviewer's question. Who vouched for what she changed is asked anew, see ``vouching``."""
    row = take(application)
    if row.state == State.INFORMATION_REQUESTED and not steps.is_complete(row):
        raise Refused(_("Something is still missing in your answers. Complete it first."), code="incomplete")
    move(row, Verb.ANSWER_INFORMATION, actor=None, note=answer, answer=answer, asked_at=None, asked_reminders=0)
    _note_changes(row)
    # Whoever proposed to decline for want of an answer has one now.
    _return_open_proposal(row)
    return row


def _note_changes(row: Application) -> None:
    """Where she changed what somebody vouches for: the open link ends, and the reviewers read which answers."""
    request = latest_request(row)
    fields = {*changed_since_asked(row, request), *changed_since_given(row, opinion_on(row))}
    if not fields:
        return
    if request is not None and request.is_open and changed_since_asked(row, request):
        SupervisorRequest.objects.filter(pk=request.pk).update(revoked_at=timezone.now())
        links.revoke(Link.objects.filter(request=request))
    names = [name for name in FIELDS if name in fields]
    ApplicationEvent.objects.create(application=row, verb=CHANGED, actor=None, state=row.state, note=" ".join(names))
    record(actor=None, verb="joining.change_vouched", target=row, about=row.person, changes={"fields": [None, names]})


@transaction.atomic
def withdraw(*, application: Application) -> Application:
    """She does not want it any more. Open links end; nobody is asked further."""
    row = take(application)
    if row.state == State.WITHDRAWN:
        return row
    move(row, Verb.WITHDRAW, actor=None, decided_at=timezone.now())
    links.revoke(Link.objects.filter(application=row).exclude(kind=LinkKind.APPLICANT))
    SupervisorRequest.objects.filter(application=row, answered_at=None, revoked_at=None).update(
        revoked_at=timezone.now()
    )
    _return_open_proposal(row)
    return row


def _return_open_proposal(row: Application) -> None:
    Decision.objects.filter(application=row, state=DecisionState.PROPOSED).update(
        state=DecisionState.RETURNED, second_at=timezone.now()
    )


def write_to_applicant(row: Application, kind: str, *, link: bool = False, **context: Any) -> None:
    """Owe the applicant a mail; with ``link`` it holds the address of her own page."""
    if link:
        context["link"] = str(links.make_link(LinkKind.APPLICANT, application=row).uid)
    queue_letter(address=row.email, language=row.language, kind=kind, context={"name": row.full_name, **context})
