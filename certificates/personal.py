"""What certificates hold about a person."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates.actions.join_records import join_certificates
from certificates.models import Certificate, CertificateJob
from lms.common.holdings import delete_file, owned
from lms.common.personal import WORK, Holding

_certificates = owned("certificates.Certificate", "enrolment__person")
_jobs = owned("certificates.CertificateJob", "certificate__enrolment__person")


@transaction.atomic
def _erase(person: AbstractBaseUser) -> int:
    """The stored PDF and the printed name go; number, title, dates, status and SHA-256 stay.

    So the paper and the file that its holder keeps can still be checked. A PDF that was not made yet is not made.
    """
    CertificateJob.objects.filter(certificate__enrolment__person=person.pk).delete()
    done = 0
    for one in Certificate.objects.select_for_update().filter(enrolment__person=person.pk):
        delete_file(one.pdf.name)
        done += Certificate.objects.filter(pk=one.pk).update(name="", pdf="")
    return done


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "certificates.CertificateJob",
        _("Certificates being made"),
        _("So that no certificate is forgotten."),
        _jobs,
        ("due_at", "done_at", "announces"),
        unsaid={name: reason for name, reason in WORK.items() if name not in {"due_at", "done_at"}},
        # They go with the certificates' files.
    ),
    Holding(
        "certificates.Certificate",
        _("Your certificates"),
        _("So that anyone you show one to can check it. If you are erased, the stored file and your name go; the "
          "number, title, dates and fingerprint stay, so that your own copy can still be checked."),
        _certificates,
        ("number", "code", "version", "kind", "name", "title", "starts_on", "ends_on", "hours", "city", "country_id",
         "mode", "host", "language", "facts", "status", "issued_on", "issued_at", "valid_until", "revoked_at",
         "revocation_reason", "sha256"),
        unsaid={"layout": "how the page is set; the file stands beside it"},
        files=("pdf",),
        erase=_erase,
    ),
)  # fmt: skip

# When two records of one officer become one, for each training in which both were.
JOIN_ENROLMENTS = join_certificates
