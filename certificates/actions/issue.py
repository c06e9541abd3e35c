"""Issue what was earned: once, for one or for all."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from certificates import tasks
from certificates.actions.snapshot import take_snapshot
from certificates.eligibility import Checklist, checklist_of, checklists
from certificates.models import Certificate, CertificateJob
from courses.models import Enrolment, Training
from lms.audit.actions import record
from lms.common.errors import Refused
from lms.common.numbers import listed
from lms.people.models import Person


def issue_certificate(*, enrolment: Enrolment, actor: Person | None) -> Certificate:
    """Issue the enrolment's certificate, or return the one that is already there.

    Its PDF is made by the worker a moment later, and the person gets one mail then.
    Raises ``Refused``: ``not_earned`` while a condition is not met (the reason lists them),
    ``not_enrolled`` without a seat, ``withdrawn`` when it was withdrawn (replace that one instead), ``no_name``,
    ``letters``.
    """
    with transaction.atomic():
        # Twenty clicks at once queue up here; the unique constraint on the current version stands behind.
        enrolment = _locked(enrolment)
        current = Certificate.objects.current().filter(enrolment=enrolment).first()
        if current:
            if current.revoked_at:
                raise Refused(
                    _("The certificate of this person was withdrawn. Issue a new version of it instead."),
                    code="withdrawn",
                )
            return current
        certificate = _issue(enrolment, checklist_of(enrolment), actor)
        transaction.on_commit(tasks.wake)
        return certificate


@dataclass
class DueResult:
    """What became of issuing all: certificates made now, and who was refused with which reason."""

    issued: list[Certificate] = field(default_factory=list)
    refused: list[tuple[Enrolment, str]] = field(default_factory=list)


def issue_due(*, training: Training, actor: Person | None, announce: bool = True) -> DueResult:
    """Issue to everybody of ``training`` who meets the conditions and has none. Safe to repeat.

    Each one is a transaction of its own: a name that cannot be printed stops nobody else. Without
    ``announce`` their holders get no mail.
    """
    result = DueResult()
    having = set(Certificate.objects.filter(enrolment__training=training).values_list("enrolment_id", flat=True))
    for enrolment, checklist in checklists(training):
        if not checklist.is_met or enrolment.pk in having:
            continue
        try:
            with transaction.atomic():
                locked = _locked(enrolment)
                if not Certificate.objects.current().filter(enrolment=locked).exists():
                    result.issued.append(_issue(locked, checklist, actor, announce=announce))
        except Refused as refusal:
            result.refused.append((enrolment, str(refusal)))
    if result.issued:
        # One wake for all: the worker takes every row that waits.
        transaction.on_commit(tasks.wake)
    return result


def _locked(enrolment: Enrolment) -> Enrolment:
    return (
        Enrolment.objects.select_related("person", "training", "training__country", "training__course")
        .select_for_update(of=("self",))
        .get(pk=enrolment.pk)
    )


def _issue(enrolment: Enrolment, checklist: Checklist, actor: Person | None, *, announce: bool = True) -> Certificate:
    if not enrolment.takes_part:
        raise Refused(_("This person has no seat in the training. No certificate can be issued."), code="not_enrolled")
    if not checklist.is_met:
        missing = listed(condition.label for condition in checklist.conditions if not condition.met)
        raise Refused(_("Not yet earned. Still open: %(conditions)s.") % {"conditions": missing}, code="not_earned")
    certificate = take_snapshot(enrolment=enrolment, checklist=checklist, actor=actor)
    certificate.save()
    CertificateJob.objects.create(certificate=certificate, announces=announce)
    record(
        actor=actor,
        verb="certificates.issue",
        target=certificate,
        changes={"number": ["", certificate.number]},
        about=enrolment.person,
    )
    return certificate
