"""Change the address somebody logs in with: confirmed at the new one, told to the old one, taken back if need be."""

from __future__ import annotations

import datetime as dt
import uuid

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.audit.actions import record
from lms.common.errors import Refused
from lms.joining.actions.memberships import ask_at_new_address
from lms.notices.actions import queue_letter, queue_notice
from lms.people.actions.access import end_access, end_sessions
from lms.people.models import Person
from lms.privacy.actions.locking import take_people
from lms.privacy.links import CONFIRM, UNDO, digest_of, token_of
from lms.privacy.models import AddressChange
from lms.privacy.personal import CHANGE_DAYS

LASTS = dt.timedelta(hours=24)
MOST_A_DAY = 5


def ask_for_change(*, person: Person, email: str) -> AddressChange:
    """Send a link to the new address. Nothing changes until it is opened and confirmed there.

    Whether the address has an account already is told to its owner only, by mail: the page says the same, and as many
    rows are written. Asking anew ends earlier links. Raises ``Refused``: ``same``, ``too_often``.
    """
    email = email.strip().lower()
    if email == person.email:
        raise Refused(_("This is the address you have now."), code="same", field="email")
    now = timezone.now()
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        lately = AddressChange.objects.filter(person=person, asked_at__gt=now - dt.timedelta(days=1))
        if lately.count() >= MOST_A_DAY:
            raise Refused(_("You have asked several times today. Try again tomorrow."), code="too_often", field="email")
        AddressChange.objects.filter(person=person, done_at=None, ends_at__gt=now).update(ends_at=now)
        owner = _owner(email)
        uid = uuid.uuid4()
        change = AddressChange.objects.create(
            uid=uid,
            person=person,
            old_email=person.email,
            new_email=email,
            is_taken=owner is not None,
            confirm_digest=digest_of(token_of(uid, CONFIRM)),
            undo_digest=digest_of(token_of(uid, UNDO)),
            ends_at=now + LASTS,
        )
        if owner is None:
            queue_letter(
                address=email, language=person.language, kind="privacy_address_confirm", context={"change": change.pk}
            )
        else:
            queue_notice(person=owner, kind="privacy_address_taken", context={})
        record(actor=person, verb="privacy.ask_address", target=change, about=person)
    return change


def _owner(email: str) -> Person | None:
    return Person.objects.filter(Q(email__iexact=email) | Q(emailaddress__email__iexact=email)).first()


def find_change(*, token: str, purpose: str) -> AddressChange | None:
    """The change that a link opens now; None for unknown, used and ended links alike."""
    now = timezone.now()
    rows = AddressChange.objects.select_related("person").filter(person__is_active=True)
    if purpose == CONFIRM:
        return rows.filter(confirm_digest=digest_of(token), done_at=None, is_taken=False, ends_at__gt=now).first()
    return rows.filter(
        undo_digest=digest_of(token), undone_at=None, done_at__gt=now - dt.timedelta(days=CHANGE_DAYS)
    ).first()


def confirm_change(*, change: AddressChange) -> None:
    """From now on she logs in and gets mail under the new address; the old one is told how to take it back.

    Sessions, password, passkeys and certificates stay. Raises ``Refused``: ``ended``.
    """
    ended = Refused(_("This link does not hold any more. Ask for a new one in your profile."), code="ended")
    try:
        with transaction.atomic():
            # The person before the change, as everybody locks them; what holds now is asked behind the lock.
            person = take_people(change.person_id).get(change.person_id)
            if person is None or not person.is_active:
                raise ended
            now = timezone.now()
            used = AddressChange.objects.filter(pk=change.pk, done_at=None, ends_at__gt=now, is_taken=False)
            if not used.update(done_at=now):
                raise ended
            if _owner(change.new_email) is not None:
                raise ended
            _put(person, change.new_email)
            queue_letter(
                address=change.old_email,
                language=person.language,
                kind="privacy_address_changed",
                context={"change": change.pk, "days": CHANGE_DAYS},
            )
            record(
                actor=person,
                verb="privacy.change_address",
                target=change,
                about=person,
                personal={"email": [change.old_email, change.new_email]},
            )
    except IntegrityError as error:
        # Somebody else took the address in this very moment.
        raise ended from error


def undo_change(*, change: AddressChange) -> bool:
    """ "This was not me": the old address is back, every session ends; the password and newer passkeys hold no more.

    Every later change of hers ends with it: its link went to whoever had the account then. She gets in again by
    "I cannot log in" at the old address. False: another account has that address by now, and hers is closed, since
    who holds the other one could choose a new password there. Raises ``Refused``: ``ended``.
    """
    ended = Refused(_("This link does not hold any more."), code="ended")
    with transaction.atomic():
        person = take_people(change.person_id).get(change.person_id)
        now = timezone.now()
        used = AddressChange.objects.filter(pk=change.pk, undone_at=None).exclude(done_at=None)
        if person is None or not person.is_active or not used.update(undone_at=now):
            raise ended
        hers = AddressChange.objects.filter(person=person)
        hers.filter(asked_at__gte=change.asked_at, undone_at=None).exclude(done_at=None).update(undone_at=now)
        hers.filter(done_at=None).update(ends_at=now)
        person.set_unusable_password()
        person.save(update_fields=["password", "updated_at"])
        _remove_new_keys(person, since=min(change.asked_at, now - dt.timedelta(days=CHANGE_DAYS)))
        end_sessions(person=person)
        before = person.email
        try:
            with transaction.atomic():
                _put(person, change.old_email)
        except IntegrityError:
            end_access(person=person, reason="address_taken", actor=None)
            return False
        record(
            actor=None,
            verb="privacy.undo_address",
            target=change,
            about=person,
            personal={"email": [before, change.old_email]},
        )
    return True


def _remove_new_keys(person: Person, *, since: dt.datetime) -> None:
    """Passkeys and apps added since then are the thief's as likely as hers; codes never stay alone."""
    keys = Authenticator.objects.filter(user=person)
    keys.filter(created_at__gte=since).delete()
    if not keys.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        keys.delete()


def _put(person: Person, email: str) -> None:
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    person.email = email
    person.save(update_fields=["email", "updated_at"])
    ask_at_new_address(person=person)
