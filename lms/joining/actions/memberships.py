"""Memberships: begin, confirm each year, suspend, restore, end."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from django.db import transaction
from django.db.models import Case, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.audit.actions import record
from lms.common.errors import Refused
from lms.joining import links
from lms.joining.access import closed_otherwise
from lms.joining.actions.keeping import move, take
from lms.joining.checks import agency_named
from lms.joining.models import Application, Link, LinkKind, Membership, MembershipState
from lms.joining.models.membership import Origin
from lms.joining.reminders import RECONFIRM_BEFORE
from lms.joining.states import Verb, Who, possible
from lms.notices.actions import queue_letter, queue_notice
from lms.people.actions.access import end_access, restore_access
from lms.people.actions.grants import leave_an_administrator, revoke_role
from lms.people.models import Agency, Person, RoleGrant
from lms.people.models.grant import STAFF_ROLES

YEAR = dt.timedelta(days=365)


def _year_from(day: dt.date) -> dt.date:
    return day + YEAR


def _today() -> dt.date:
    return timezone.now().date()


def begin_membership(*, person: Person, origin: Origin, actor: Person | None) -> Membership:
    """A membership of a year, in the caller's transaction; the one she has if there is one."""
    membership, is_new = Membership.objects.get_or_create(
        person=person, defaults={"origin": origin, "confirmed_until": _year_from(_today())}
    )
    if is_new:
        record(
            actor=actor,
            verb="joining.begin_membership",
            target=membership,
            about=person,
            changes={"state": [None, membership.state], "confirmed_until": [None, membership.confirmed_until]},
        )
    return membership


@transaction.atomic
def admit_invited(*, person: Person) -> Membership:
    """She said yes to an invitation that her coordinator vouches for: that makes her a member.

    Repeating it changes nothing; a suspended or expired membership stays what it is.
    """
    return begin_membership(person=person, origin=Origin.INVITATION, actor=person)


def _take(membership: Membership) -> Membership:
    return Membership.objects.select_for_update(of=("self",)).select_related("person").get(pk=membership.pk)


def _refuse_own(row: Membership, actor: Person) -> None:
    if row.person_id == actor.pk:
        raise Refused(_("This is your own membership. Another reviewer has to look at it."), code="own_case")


def _move_to_new_agency(row: Membership, actor: Person) -> None:
    """Her record names the agency that she told; what she took part in keeps the one of its day."""
    person = row.person
    if not row.new_agency or person.country_id is None:
        return
    agency = agency_named(row.new_agency, person.country_id)
    if agency is None:
        agency, _is_new = Agency.objects.get_or_create(country_id=person.country_id, name=row.new_agency)
    before, person.agency = person.agency_id, agency
    person.save(update_fields=["agency", "updated_at"])
    record(actor=actor, verb="people.change", target=person, about=person, changes={"agency": [before, agency.pk]})


def _change(
    row: Membership, state: MembershipState, verb: Verb, *, actor: Person | None, reason: str = "", who: Who
) -> None:
    """Set the state of the membership and of the application that it came from."""
    before, until = row.state, row.confirmed_until
    row.state = state
    row.ended_at = None if state == MembershipState.ACTIVE else timezone.now()
    row.reason = reason
    if state == MembershipState.ACTIVE:
        row.confirmed_at = timezone.now()
        row.confirmed_until = _year_from(_today())
        row.reminded = 0
        row.asks_since = None
        row.message = ""
        row.new_agency = ""
    row.save()
    record(
        actor=actor,
        verb=f"joining.{verb}_membership",
        target=row,
        about=row.person,
        changes={"state": [before, row.state], "confirmed_until": [until, row.confirmed_until]},
        personal={"reason": [None, reason]} if reason else None,
    )
    application = Application.objects.filter(person=row.person_id).first()
    if application is not None and verb in possible(application.state, who):
        move(take(application), verb, actor=actor)


@transaction.atomic
def suspend(*, membership: Membership, reason: str, actor: Person) -> Membership:
    """End her access for a reason that only staff read; she gets a neutral mail. Repeating it changes nothing."""
    row = _take(membership)
    if row.state == MembershipState.SUSPENDED:
        return row
    _refuse_own(row, actor)
    if not reason.strip():
        raise Refused(_("Give the reason. Only staff read it."), code="no_reason", field="reason")
    leave_an_administrator(row.person)
    _change(row, MembershipState.SUSPENDED, Verb.SUSPEND, actor=actor, reason=reason, who=Who.REVIEWER)
    end_access(person=row.person, reason="suspended", actor=actor)
    _write(row, "joining_suspended")
    return row


@transaction.atomic
def restore(*, membership: Membership, actor: Person) -> Membership:
    """Give her access back, for a year from today; in the agency that she told, if she told one.

    An account that something else had closed before stays closed: the membership holds, an administrator opens it.
    """
    row = _take(membership)
    _refuse_own(row, actor)
    if row.state == MembershipState.ACTIVE:
        return row
    _move_to_new_agency(row, actor)
    _change(row, MembershipState.ACTIVE, Verb.RESTORE, actor=actor, who=Who.REVIEWER)
    if not closed_otherwise(row.person):
        restore_access(person=row.person, reason="restored", actor=actor)
        queue_notice(person=row.person, kind="joining_restored", context={})
    return row


@transaction.atomic
def accept_new_agency(*, membership: Membership, actor: Person) -> Membership:
    """A reviewer has looked at the change she told: she is of that agency now, and a member for another year."""
    row = _take(membership)
    _refuse_own(row, actor)
    if row.state == MembershipState.EXPIRED:
        return restore(membership=row, actor=actor)
    if row.state != MembershipState.ACTIVE or row.asks_since is None:
        raise Refused(_("There is nothing to confirm any more."), code="state")
    _move_to_new_agency(row, actor)
    _change(row, MembershipState.ACTIVE, Verb.RECONFIRM, actor=actor, who=Who.APPLICANT)
    return row


@transaction.atomic
def reconfirm(
    *, membership: Membership, serves: bool, same_agency: bool, new_agency: str = "", message: str = ""
) -> Membership:
    """Her yearly word.

    Still serving, same agency, in time: another year. Another agency, or too late: a reviewer looks at it.
    Not serving any more: the membership ends now, and with it the access and every role at work here.
    Raises Refused while she is suspended, and ``last_administrator``.
    """
    row = _take(membership)
    if row.state == MembershipState.SUSPENDED:
        raise Refused(_("This membership is not open at the moment."), code="suspended")
    if not serves:
        _leave(row)
        return row
    if row.state == MembershipState.ACTIVE and same_agency:
        _change(row, MembershipState.ACTIVE, Verb.RECONFIRM, actor=row.person, who=Who.APPLICANT)
        links.revoke(Link.objects.filter(membership=row, kind=LinkKind.RECONFIRM))
        return row
    row.asks_since = row.asks_since or timezone.now()
    row.new_agency = "" if same_agency else new_agency
    row.message = message
    row.save(update_fields=["asks_since", "new_agency", "message", "updated_at"])
    record(actor=row.person, verb="joining.ask_reviewer", target=row, about=row.person)
    return row


@transaction.atomic
def ask_at_new_address(*, person: Person) -> None:
    """Her mail goes elsewhere now: links in the old mailbox open nothing more, and the clock asks at the new one."""
    links.revoke(Link.objects.filter(membership__person=person, kind=LinkKind.RECONFIRM))
    hers = Membership.objects.filter(person=person, state=MembershipState.ACTIVE)
    # One step back, so that who was asked for the last time is not asked twice now.
    step_back = [When(reminded=days, then=earlier) for earlier, days in itertools.pairwise(RECONFIRM_BEFORE)]
    hers.update(reminded=Case(*step_back, default=0), updated_at=timezone.now())


def end_membership(row: Membership, *, actor: Person | None, who: Who) -> None:
    """Expire a membership that is taken: access ends, and a mail says how to come back.

    Who works here comes in by her grants, also when the clock ends the membership; her mail says so.
    """
    _change(row, MembershipState.EXPIRED, Verb.EXPIRE, actor=actor, who=who)
    works_here = _staff_grants(row.person).exists()
    if not works_here:
        end_access(person=row.person, reason="expired", actor=actor)
    _write(row, "joining_expired", link=True, works_here=works_here)


def _staff_grants(person: Person) -> QuerySet[RoleGrant]:
    return RoleGrant.objects.filter(person=person, role__in=STAFF_ROLES)


def _leave(row: Membership) -> None:
    """She has left her post: nothing of hers stays open, whether the membership ran out before or ends now."""
    person = row.person
    leave_an_administrator(person)
    for grant in _staff_grants(person):
        # Should she come back, somebody gives them anew.
        revoke_role(grant=grant, actor=person)
    if row.state == MembershipState.ACTIVE:
        end_membership(row, actor=person, who=Who.APPLICANT)
    elif end_access(person=person, reason="expired", actor=person):
        _write(row, "joining_expired", link=True)


def _write(row: Membership, kind: str, *, link: bool = False, **more: Any) -> None:
    """A mail to somebody who can no longer log in: notices do not reach closed accounts."""
    context = {"name": row.person.full_name, **more}
    if link:
        context["link"] = str(links.make_link(LinkKind.RECONFIRM, membership=row).uid)
    queue_letter(address=row.person.email, language=row.person.language, kind=kind, context=context)
