"""Ask to get in touch; say yes, or say nothing."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.common.errors import Refused
from lms.common.languages import CODES
from lms.common.numbers import number
from lms.notices.actions import queue_notice
from lms.officers.access import are_apart, may_meet, visible_to
from lms.officers.conversations import KIND
from lms.officers.models import ContactRequest, Conversation, Listing, OfficerProfile, RequestState, Side
from lms.people.models import Person
from lms.rooms.actions import open_room
from lms.rooms.names import new_pen_name
from lms.rooms.text import clean

REASON_LIMIT = 500
MOST_OPEN = 10


@transaction.atomic
def ask_for_contact(*, asker: Person, uid: uuid.UUID, reason: str, language: str = "") -> ContactRequest:
    """Ask the officer of the listing ``uid``; she is told by a mail that names nobody.

    The asker needs a profile that is switched on, since it is what the other one sees of her. A repeated
    press gives the first request again. Raises Refused: ``not_found``, ``profile_off``, ``too_many``
    (ten are open), ``asked_you`` (the other one asked first), ``talking``, ``again`` (asked within the last
    thirty days; whether that was answered by a silent no is not told), ``empty``, ``too_long``, ``not_text``.
    """
    # The row of the asker's profile is held, so that ten requests at once cannot become eleven.
    profile = OfficerProfile.objects.select_for_update().filter(person=asker).first()
    listing = visible_to(asker).select_related("person").filter(pk=uid).first()
    if listing is None:
        raise _gone()
    if profile is None or not Listing.objects.filter(person=asker).exists():
        raise Refused(
            _("Switch on your own profile first, so that the other officer can see who asks."), code="profile_off"
        )
    reason = clean(reason, limit=REASON_LIMIT)
    asked = listing.person
    low, high = sorted((asker.pk, asked.pk))
    if Conversation.objects.filter(low=low, high=high).exists():
        raise Refused(_("You are in touch already. Write in your conversation."), code="talking")
    now = timezone.now()
    earlier = list(ContactRequest.objects.filter(low=low, high=high).filter(Q(is_open=True) | Q(expires_at__gt=now)))
    for one in earlier:
        if one.asker_id == asker.pk:
            if one.is_open and one.reason == reason:
                return one
            raise Refused(_("You have asked this officer within the last thirty days."), code="again")
        if one.state == RequestState.WAITING and one.is_open:
            raise Refused(_("This officer has asked you already. You find it under your requests."), code="asked_you")
    if ContactRequest.objects.filter(asker=asker, is_open=True, expires_at__gt=now).count() >= MOST_OPEN:
        raise Refused(
            _("You have %(count)s open requests. Wait for answers, or withdraw one.") % {"count": number(MOST_OPEN)},
            code="too_many",
        )
    # What the other one once declined must not stop her partner's own wish: it is over for both now.
    # A request that waits is never closed here: it may be one that was made at this very moment.
    over = Q(state=RequestState.DECLINED) | Q(expires_at__lte=now)
    ContactRequest.objects.filter(over, low=low, high=high, is_open=True).update(is_open=False)
    try:
        with transaction.atomic():
            request = ContactRequest.objects.create(
                asker=asker,
                asked=asked,
                low_id=low,
                high_id=high,
                reason=reason,
                language=language if language in CODES else "",
            )
    except IntegrityError:
        # The other one asked at this very moment.
        raise Refused(
            _("This officer has asked you already. You find it under your requests."), code="asked_you"
        ) from None
    queue_notice(person=asked, kind="officers_asked", context={})
    return request


@transaction.atomic
def accept(*, uid: uuid.UUID, person: Person) -> Conversation:
    """Say yes: a private talk opens, and the asker is told. Pressing twice opens one.

    Raises Refused: ``not_found``, ``answered`` (declined, withdrawn or closed meanwhile).
    """
    request = _received(uid, person)
    if request.state == RequestState.ACCEPTED:
        return Conversation.objects.get(low=request.low_id, high=request.high_id)
    now = timezone.now()
    # The condition decides a race with a second press, a withdrawal and the clock.
    changed = ContactRequest.objects.filter(
        pk=request.pk, state=RequestState.WAITING, is_open=True, expires_at__gt=now
    ).update(state=RequestState.ACCEPTED, is_open=False, answered_at=now)
    if not changed:
        raise Refused(_("This request is closed."), code="answered")
    conversation = _open_conversation(request)
    queue_notice(person=request.asker, kind="officers_accepted", context={})
    return conversation


@transaction.atomic
def decline(*, uid: uuid.UUID, person: Person) -> None:
    """Say no. The asker is not told: to her it looks like no answer until it closes by itself."""
    request = _received(uid, person)
    ContactRequest.objects.filter(pk=request.pk, state=RequestState.WAITING).update(
        state=RequestState.DECLINED, answered_at=timezone.now()
    )


@transaction.atomic
def withdraw(*, uid: uuid.UUID, person: Person) -> None:
    """Take back one's own request; nothing happens if it was answered with yes."""
    request = ContactRequest.objects.select_for_update().filter(pk=uid, asker=person).first()
    if request is None:
        raise _gone()
    ContactRequest.objects.filter(pk=uid, is_open=True).update(is_open=False, state=RequestState.WITHDRAWN)


def close_expired() -> int:
    """Close the requests whose thirty days are over; returns how many."""
    over = ContactRequest.objects.filter(is_open=True, expires_at__lte=timezone.now())
    waiting = over.filter(state=RequestState.WAITING).update(is_open=False, state=RequestState.EXPIRED)
    return waiting + over.update(is_open=False)


def _received(uid: uuid.UUID, person: Person) -> ContactRequest:
    request = (
        ContactRequest.objects.select_for_update(of=("self",))
        .select_related("asker")
        .filter(pk=uid, asked=person)
        .exclude(state=RequestState.WITHDRAWN)
        .first()
    )
    if request is None or not may_meet(request.asker) or are_apart(request.low_id, request.high_id):
        raise _gone()
    return request


def _open_conversation(request: ContactRequest) -> Conversation:
    uid = uuid.uuid4()
    # The room's own title is for the support desk; each of the two sees the other's name instead.
    room = open_room(kind=KIND, ref=str(uid), title="Conversation")
    conversation = Conversation.objects.create(uid=uid, low_id=request.low_id, high_id=request.high_id, room=room)
    seen = dict(Listing.objects.filter(person__in=[request.low_id, request.high_id]).values_list("person_id", "seen"))
    Side.objects.bulk_create(
        Side(
            conversation=conversation,
            person_id=person_id,
            name=str(seen.get(person_id, {}).get("name", ""))[:60] or new_pen_name(),
        )
        for person_id in (request.low_id, request.high_id)
    )
    return conversation


def _gone() -> Refused:
    return Refused(_("This is no longer here."), code="not_found")
