"""Withdraw a certificate, for a reason that may be told to everybody."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import Certificate, RevocationReason, Status
from lms.audit.actions import record
from lms.common.errors import Refused
from lms.people.models import Person


def revoke_certificate(*, certificate: Certificate, reason: str, actor: Person) -> Certificate:
    """Withdraw it from this moment on; the public check says so with date and class of reason.

    Repeating it changes nothing. Raises ``Refused``: ``reason`` for an unknown class, ``replaced``
    for one that a newer version has replaced (withdraw that one).
    """
    if reason not in RevocationReason.values:
        raise Refused(_("Choose one of the reasons."), code="reason", field="reason")
    with transaction.atomic():
        changed = Certificate.objects.filter(pk=certificate.pk, status=Status.VALID).update(
            status=Status.REVOKED, revoked_at=timezone.now(), revoked_by=actor, revocation_reason=reason
        )
        certificate = Certificate.objects.select_related("enrolment__person").get(pk=certificate.pk)
        if certificate.status == Status.REPLACED:
            raise Refused(_("A newer version has replaced it. Withdraw that one."), code="replaced")
        if changed:
            record(
                actor=actor,
                verb="certificates.revoke",
                target=certificate,
                changes={"status": [Status.VALID, Status.REVOKED], "reason": ["", reason]},
                about=certificate.enrolment.person,
            )
    return certificate
