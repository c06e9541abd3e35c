"""A person says yes or no to her invitation, or to the seat that was offered."""

from __future__ import annotations

from collections.abc import Collection

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.actions.enrol import enrol
from courses.actions.seats import confirm_offer, lock_training
from courses.models import Enrolment, EnrolmentState, Invitation, Stage
from lms.audit.actions import record
from lms.common import languages
from lms.common.errors import Refused
from lms.joining.actions.memberships import admit_invited
from lms.people.actions.agree import accept_agreements
from lms.people.agreements import in_force
from lms.people.models import Person

OVER = (EnrolmentState.DECLINED.value, EnrolmentState.EXPIRED.value, EnrolmentState.WITHDRAWN.value)


def accept_invitation(*, enrolment: Enrolment) -> None:
    """Note that she takes part; an offered seat becomes hers. Repeating it changes nothing.

    Who said no to an invitation may still say yes to it: she gets a seat if there is one, else the end of the line.

    Raises Refused when the training was cancelled, or when she is no longer on its list.
    """
    with transaction.atomic():
        # The training before the enrolment, as everybody who moves seats locks them.
        lock_training(enrolment.training_id)
        current = Enrolment.objects.select_for_update(of=("self",)).select_related("training").get(pk=enrolment.pk)
        if current.training.stage == Stage.CANCELLED:
            raise Refused(_("This training was cancelled."), code="cancelled")
        if _may_come_back(current):
            current = _come_back(current)
        if current.state in OVER:
            raise Refused(
                _("You are no longer on the list of this training. Ask your coordinator if you want to take part."),
                code="left",
            )
        if current.state == EnrolmentState.OFFERED:
            confirm_offer(enrolment=current)
        Enrolment.objects.filter(pk=current.pk).exclude(invitation=Invitation.ACCEPTED).update(
            invitation=Invitation.ACCEPTED, accepted_at=timezone.now(), updated_at=timezone.now()
        )
        # Her coordinator vouches for her: saying yes makes her a member, too.
        admit_invited(person=current.person)
    enrolment.refresh_from_db()


def _may_come_back(enrolment: Enrolment) -> bool:
    is_open = enrolment.invitation != Invitation.ACCEPTED and not enrolment.training.has_ended
    return enrolment.state == EnrolmentState.DECLINED and is_open


def _come_back(enrolment: Enrolment) -> Enrolment:
    row = Enrolment.objects.select_related("training", "person", "country", "agency").get(pk=enrolment.pk)
    return enrol(
        training=row.training, person=row.person, country=row.country, agency=row.agency,
        unit=row.unit, function=row.function, language=row.language,
    )  # fmt: skip


def open_account(*, enrolment: Enrolment, password: str, shown: Collection[int]) -> Person:
    """First log-in through an invitation: the password is set, the address confirmed, the agreements accepted.

    ``shown`` are the numbers of the agreements that her page had; a version that came out meanwhile is asked for at
    her next page.

    Raises Refused for somebody who has a password: she logs in with it.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=enrolment.person_id)
        if person.has_usable_password():
            raise Refused(_("You have a password already. Log in with it."), code="has_account")
        accept_invitation(enrolment=enrolment)
        person.set_password(password)
        person.save(update_fields=["password", "updated_at"])
        EmailAddress.objects.update_or_create(
            user=person, email=person.email, defaults={"verified": True, "primary": True}
        )
        versions = [one for one in in_force() if one.pk in shown]
        accept_agreements(person=person, versions=versions, language=languages.current())
        changes = {"terms": [None, [f"{one.kind} {one.version}" for one in versions]]}
        record(actor=person, verb="people.open_account", target=person, about=person, changes=changes)
    return person
