"""Correct a certificate: a new version replaces the old one."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from certificates import tasks
from certificates.actions.snapshot import take_snapshot
from certificates.eligibility import checklist_of
from certificates.models import Certificate, CertificateJob, Status
from lms.audit.actions import record
from lms.common.errors import Refused
from lms.people.models import Person


def replace_certificate(*, certificate: Certificate, actor: Person, language: str | None = None) -> Certificate:
    """Issue a new version from today's rows (a corrected name, another language); the old one says so.

    Repeating it with the same certificate returns the version that replaced it. What was found when the
    first one was issued still holds, unless it was withdrawn: then the conditions are asked again.
    Raises ``Refused``: ``not_earned``, ``no_name``, ``letters``.
    """
    with transaction.atomic():
        old = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
        newer = Certificate.objects.filter(replaces=old).first()
        if newer:
            return newer
        enrolment = old.enrolment
        checklist = checklist_of(enrolment)
        if old.status == Status.REVOKED and not (enrolment.takes_part and checklist.is_met):
            raise Refused(_("The conditions are not met, so no new version can be issued."), code="not_earned")
        # The old one must leave the place of the current version first.
        Certificate.objects.filter(pk=old.pk).update(status=Status.REPLACED)
        new = take_snapshot(
            enrolment=enrolment,
            checklist=checklist,
            actor=actor,
            language=language or old.language,
            version=old.version + 1,
            replaces=old,
        )
        if old.status != Status.REVOKED:
            new.kind, new.facts = old.kind, old.facts
        new.save()
        CertificateJob.objects.create(certificate=new)
        record(
            actor=actor,
            verb="certificates.replace",
            target=new,
            changes={"number": [old.number, new.number]},
            about=enrolment.person,
        )
        transaction.on_commit(tasks.wake)
        return new
