"""Make a person somebody who cannot be named any more."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.audit.actions import record
from lms.common.errors import Refused
from lms.people.actions.grants import leave_an_administrator
from lms.people.models import Person
from lms.people.personal import is_erased
from lms.privacy.models import DataRequest, FilesToWipe, RequestKind, RequestState
from lms.privacy.registry import ACCOUNT, holdings


def erase_person(
    *,
    person: Person,
    actor: Person | None,
    request: DataRequest | None = None,
    among: QuerySet[Person] | None = None,
) -> dict[str, int]:
    """Erase ``person``: every package takes out of its rows what is personal; returns model → rows changed.

    The account is closed first, so that nothing new is written meanwhile. Then each holding goes in a transaction of
    its own, the account itself last: whoever is interrupted does the whole again, and nothing is done by halves in
    a row. Doing it twice changes nothing (returns nothing). ``actor`` is None for the clock.
    ``request`` is her wish, if she has one: it must still be open behind its lock, since she may take it back.
    ``among`` are rows that she must still be one of behind her own lock, else nothing is done (returns nothing).
    Raises ``Refused``: ``answered``; ``last_administrator`` where nobody would be left to look after the site.
    """
    with transaction.atomic():
        # Before the person, as whoever answers a request locks them.
        wishes = DataRequest.objects.filter(person=person, kind=RequestKind.ERASURE, state=RequestState.OPEN)
        locked = {one.pk for one in wishes.select_for_update()}
        if request is not None and request.pk not in locked:
            raise Refused(_("This request was answered already."), code="answered")
        copies = DataRequest.objects.filter(person=person, kind=RequestKind.EXPORT, state=RequestState.OPEN)
        list(copies.select_for_update())
        # Before the person, too: whoever closes an account holds the grants of administrators when she comes to it.
        leave_an_administrator(person)
        person = Person.objects.select_for_update().get(pk=person.pk)
        if is_erased(person) or (among is not None and not among.filter(pk=person.pk).exists()):
            return {}
        now = timezone.now()
        Person.objects.filter(pk=person.pk).update(is_active=False, updated_at=now)
        # From here on it is done to its end: nobody refuses it, or takes it back.
        wishes.filter(begun_at=None).update(begun_at=now, updated_at=now)
        # A copy that the officer was asked for is not made any more (``export._make`` looks under the same lock).
        copies.update(state=RequestState.WITHDRAWN, decided_at=now, updated_at=now)
    counts: dict[str, int] = {}
    for holding in holdings():
        if holding.erase is None or holding.model == ACCOUNT:
            continue
        with transaction.atomic():
            counts[holding.model] = holding.erase(person)
    with transaction.atomic():
        for holding in holdings():
            if holding.model == ACCOUNT and holding.erase is not None:
                counts[holding.model] = holding.erase(person)
        _close_requests(person, actor)
        counts = {model: number for model, number in counts.items() if number}
        record(actor=actor, verb="privacy.erase", target=person, about=person, changes={"rows": counts})
        FilesToWipe.objects.create(reason="erasure")
    return counts


def _close_requests(person: Person, actor: Person | None) -> None:
    """Answer what was open: the erasure is done, the others have nothing left to be about."""
    open_ones = DataRequest.objects.filter(person=person, state=RequestState.OPEN)
    by = actor if actor is not None and actor.pk != person.pk else None
    now = timezone.now()
    open_ones.filter(kind=RequestKind.ERASURE).update(
        state=RequestState.DONE, decided_at=now, decided_by=by, updated_at=now
    )
    open_ones.update(state=RequestState.WITHDRAWN, decided_at=now, updated_at=now)
