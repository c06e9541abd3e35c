"""What the data-protection officer opens for somebody who cannot do it herself: her account is closed, or she wrote."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.audit.actions import record
from lms.common.errors import Refused
from lms.people.models import Person
from lms.people.personal import is_erased
from lms.privacy.actions.export import ask_for_export
from lms.privacy.actions.requests import tell
from lms.privacy.models import ANSWER_DAYS, WITHDRAW_DAYS, DataRequest, RequestKind


def find_person(email: str) -> Person | None:
    """Whose account, open or closed, has exactly this address; a second address of hers counts where it is proved."""
    people = Person.objects.filter(email__iexact=email)
    others = Person.objects.filter(emailaddress__email__iexact=email, emailaddress__verified=True)
    return next((one for one in (people.first(), others.first()) if one is not None and not is_erased(one)), None)


def open_for(*, person: Person, kind: str, proof: str, text: str = "", actor: Person) -> DataRequest:
    """Write down what ``person`` asked the officer for; from there it goes the usual way, due in thirty days.

    ``proof`` says how she proved who she is; it is kept in the audit, closed with her key. She is told by mail, also
    where her account is closed, so that nobody speaks for her unseen. An erasure waits its seven days.
    Raises ``Refused``: ``oneself``, ``no_proof``, ``erased``, ``open`` (there is a request of this kind already).
    """
    if person.pk == actor.pk:
        raise Refused(_("For yourself you ask under “My data”."), code="oneself", field="email")
    if not proof.strip():
        raise Refused(_("Say how the person proved who she is."), code="no_proof", field="proof")
    now = timezone.now()
    try:
        with transaction.atomic():
            person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
            if is_erased(person):
                raise Refused(_("Nobody has this address."), code="erased", field="email")
            asked = DataRequest.objects.create(
                person=person,
                kind=kind,
                text=text.strip()[:2000],
                due_on=now.date() + dt.timedelta(days=ANSWER_DAYS),
                execute_at=now + dt.timedelta(days=WITHDRAW_DAYS) if kind == RequestKind.ERASURE else None,
            )
            record(
                actor=actor,
                verb="privacy.open_request",
                target=asked,
                about=person,
                changes={"kind": [None, kind]},
                personal={"proof": [None, proof.strip()]},
            )
            if kind == RequestKind.EXPORT:
                ask_for_export(person=person, actor=actor)
            tell(person, "privacy_opened", {"kind": kind, "days": WITHDRAW_DAYS})
    except IntegrityError:
        raise Refused(_("A request of this kind is open already."), code="open", field="kind") from None
    return asked
