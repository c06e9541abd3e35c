"""Who may come in, and what is open of hers."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lms.audit.actions import record
from lms.people.actions.tell import tell_of_account
from lms.people.models import Person


def end_access(*, person: Person, reason: str, actor: Person | None, words: str = "") -> bool:
    """She can no longer log in; her sessions end at once, and her sockets within two seconds.

    ``reason`` is a stable code (``post_ended``, ``suspended``, ``expired``, …) for the audit, ``words`` are what
    somebody wrote about it, which stand there closed; ``actor`` is None for the clock. False if her access had
    ended before. Roles stay, for the case that she comes back.
    Who may do it is asked by the callers; an officer who leaves her post is herself the actor.
    """
    with transaction.atomic():
        if not Person.objects.filter(pk=person.pk, is_active=True).update(is_active=False, updated_at=timezone.now()):
            return False
        end_sessions(person=person)
        record(
            actor=actor,
            verb="people.end_access",
            target=person,
            about=person,
            changes={"is_active": [True, False], "reason": [None, reason]},
            personal={"reason": [None, words]} if words else None,
        )
    person.is_active = False
    return True


def restore_access(*, person: Person, reason: str, actor: Person | None) -> bool:
    """She may log in again, with what she logged in with before. False if she could all the time."""
    with transaction.atomic():
        if not Person.objects.filter(pk=person.pk, is_active=False).update(is_active=True, updated_at=timezone.now()):
            return False
        record(
            actor=actor,
            verb="people.restore_access",
            target=person,
            about=person,
            changes={"is_active": [False, True], "reason": [None, reason]},
        )
    person.is_active = True
    return True


@transaction.atomic
def end_sessions(*, person: Person) -> None:
    """End every session of hers, known or not: each is checked against ``sessions_ended`` at every request."""
    Person.objects.filter(pk=person.pk).update(sessions_ended=F("sessions_ended") + 1)
    keys = list(UserSession.objects.filter(user=person).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=person).delete()
    person.refresh_from_db(fields=["sessions_ended"])


@transaction.atomic
def sign_out_elsewhere(*, person: Person, keep: str, device: str = "") -> int:
    """End every session but the one whose key is ``keep``; returns how many others were known of.

    The caller renews the mark in the session that stays (``update_session_auth_hash``).
    """
    others = UserSession.objects.filter(user=person).exclude(session_key=keep)
    keys = list(others.values_list("session_key", flat=True))
    Person.objects.filter(pk=person.pk).update(sessions_ended=F("sessions_ended") + 1)
    Session.objects.filter(session_key__in=keys).delete()
    others.delete()
    person.refresh_from_db(fields=["sessions_ended"])
    tell_of_account(person=person, kind="sessions_ended", device=device)
    return len(keys)
