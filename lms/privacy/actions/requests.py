"""What a person asks for, and the answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.audit.actions import record
from lms.common.errors import Refused
from lms.joining.checks import agency_named
from lms.notices.actions import queue_letter, queue_notice
from lms.people.actions.correct import FIELDS, POST, correct_person
from lms.people.models import Agency, Country, Person
from lms.privacy.actions.erase import erase_person
from lms.privacy.models import (
    ANSWER_DAYS,
    WITHDRAW_DAYS,
    DataRequest,
    RefusalReason,
    RequestKind,
    RequestState,
)

DIRECT_FIELDS = ("given_name", "family_name", "unit", "function")


def tell(person: Person, kind: str, context: Mapping[str, Any]) -> None:
    """A mail about a request; whose account is closed gets it too, to the address that she had."""
    if person.is_active:
        queue_notice(person=person, kind=kind, context=context)
    else:
        queue_letter(address=person.email, language=person.language, kind=kind, context=context)


def correct_own(*, person: Person, values: dict[str, str]) -> list[str]:
    """Change one's own name, unit and function at once; returns the fields that changed. Every change is recorded.

    Certificates keep the name they were issued with. Raises ``Refused`` (``no_name``) for an empty name.
    """
    with transaction.atomic():
        row = Person.objects.select_for_update().get(pk=person.pk)
        before = {name: getattr(row, name) for name in DIRECT_FIELDS}
        for name in DIRECT_FIELDS:
            setattr(row, name, values.get(name, before[name]).strip())
        if not row.full_name:
            raise Refused(_("A name is needed: certificates are issued in it."), code="no_name", field="given_name")
        changed = {name: [before[name], getattr(row, name)] for name in before if before[name] != getattr(row, name)}
        if changed:
            row.save(update_fields=[*changed, "updated_at"])
            record(actor=person, verb="privacy.correct_own", target=row, about=row, personal=changed)
    return list(changed)


def ask(*, person: Person, kind: str, text: str = "") -> DataRequest:
    """Write down what ``person`` wants; the same request if one of this kind is open. Due in thirty days.

    An erasure waits seven days for her to think again.
    """
    now = timezone.now()
    try:
        with transaction.atomic():
            asked = DataRequest.objects.create(
                person=person,
                kind=kind,
                text=text.strip()[:2000],
                due_on=now.date() + dt.timedelta(days=ANSWER_DAYS),
                execute_at=now + dt.timedelta(days=WITHDRAW_DAYS) if kind == RequestKind.ERASURE else None,
            )
            record(actor=person, verb=f"privacy.ask_{kind}", target=asked, about=person)
            if kind == RequestKind.ERASURE:
                # Whoever took over her account must not be able to end it unseen.
                queue_notice(person=person, kind="privacy_erasure_asked", context={"days": WITHDRAW_DAYS})
    except IntegrityError:
        return DataRequest.objects.get(person=person, kind=kind, state=RequestState.OPEN)
    return asked


def withdraw(*, request: DataRequest, person: Person) -> bool:
    """Take back one's own open request; False if it was answered already, or if the erasure has begun."""
    with transaction.atomic():
        hers = DataRequest.objects.filter(pk=request.pk, person=person, state=RequestState.OPEN, begun_at=None)
        # An erasure that has begun has closed the account, under this lock: it is too late to take it back.
        if hers.select_for_update().first() is None or not Person.objects.filter(pk=person.pk, is_active=True).exists():
            return False
        now = timezone.now()
        hers.update(state=RequestState.WITHDRAWN, decided_at=now, updated_at=now)
        record(actor=person, verb="privacy.withdraw", target=request, about=person)
    return True


def refuse(*, request: DataRequest, reason: str, actor: Person) -> None:
    """Say no, for a reason that the law knows; the person is told.

    Raises ``Refused``: ``reason``, ``answered``, ``begun`` (an erasure whose first step is done).
    """
    if reason not in RefusalReason.values:
        raise Refused(_("Choose one of the reasons."), code="reason", field="reason")
    _answer(request, actor, state=RequestState.REFUSED, refusal=reason)


def settle(*, request: DataRequest, actor: Person) -> None:
    """Note that a copy was handed over; the person is told. Raises ``Refused``: ``answered``."""
    _answer(request, actor, state=RequestState.DONE)


def take_back(*, request: DataRequest, actor: Person) -> None:
    """Note that she no longer wants to be erased, and cannot log in to say so; she is told by mail.

    Raises ``Refused``: ``answered``, ``begun``.
    """
    _answer(request, actor, state=RequestState.WITHDRAWN)


@transaction.atomic
def correct(
    *,
    request: DataRequest,
    given_name: str,
    family_name: str,
    country: Country | None,
    agency: str,
    actor: Person,
    fields: Collection[str] = FIELDS,
) -> list[str]:
    """Make the correction that was asked for, and say so; returns the fields that changed. All or nothing.

    Only those of ``fields`` are set, country and agency together: the others may be newer than what the officer read.
    ``agency`` is its name: one that the country does not have yet is added. Where something else was wrong, nothing
    changes here, and the person is told all the same. Raises ``Refused``: ``answered``, and what
    ``correct_person`` refuses.
    """
    _answer(request, actor, state=RequestState.DONE)
    if POST.isdisjoint(fields):
        country, agency = None, ""
    if agency and country is None:
        raise Refused(_("Choose the country of this agency."), code="agency", field="country")
    known = agency_named(agency, country.pk) if country is not None else None
    if known is None and agency and country is not None:
        known, _is_new = Agency.objects.get_or_create(country=country, name=agency)
    return correct_person(
        person=request.person,
        given_name=given_name,
        family_name=family_name,
        country=country,
        agency=known,
        actor=actor,
        fields=fields,
    )


def _answer(request: DataRequest, actor: Person, *, state: str, refusal: str = "") -> None:
    with transaction.atomic():
        now = timezone.now()
        open_one = DataRequest.objects.filter(pk=request.pk, state=RequestState.OPEN)
        changed = open_one.filter(begun_at=None).update(
            state=state, refusal=refusal, decided_at=now, decided_by=actor, updated_at=now
        )
        if not changed:
            if open_one.exists():
                raise Refused(_("The erasure has begun. It can no longer be refused or taken back."), code="begun")
            raise Refused(_("This request was answered already."), code="answered")
        changes = {"state": [RequestState.OPEN.value, str(state)], "refusal": ["", refusal]}
        record(actor=actor, verb="privacy.answer", target=request, about=request.person, changes=changes)
        tell(request.person, "privacy_answer", {"kind": request.kind, "state": str(state), "refusal": refusal})


def execute_now(*, request: DataRequest, actor: Person) -> dict[str, int]:
    """Erase at once what was asked to be erased. Raises ``Refused``: ``answered``, ``last_administrator``."""
    return erase_person(person=request.person, actor=actor, request=request)


def execute_due(limit: int = 20) -> int:
    """Erase whoever asked for it seven days ago and did not take it back; return how many."""
    done = 0
    for request in DataRequest.objects.to_execute(timezone.now()).select_related("person")[:limit]:
        try:
            erase_person(person=request.person, actor=None, request=request)
        except Refused:
            # Taken back or refused since the list was read. Or the only administrator: it stays in the list of
            # requests until somebody else has the role.
            continue
        done += 1
    return done
