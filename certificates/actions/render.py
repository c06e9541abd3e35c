"""Make the PDFs that are waiting, store them, and tell their holders."""

from __future__ import annotations

import hashlib
import logging
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from certificates.models import Certificate, CertificateJob, Kind
from certificates.numbering import grouped
from certificates.pdf import document
from certificates.wording import Words
from lms.common.errors import Refused
from lms.notices.actions import queue_notice

logger = logging.getLogger(__name__)
BATCH = 10


def render_due(limit: int = 500) -> int:
    """Make up to ``limit`` waiting PDFs; return how many were stored.

    A process that dies half-way leaves its rows claimed until the lease ends; then they are made
    again, into the same file, and the mail is written in the transaction that stores it: nothing is
    lost and nothing is sent twice.
    """
    stored = tried = 0
    while tried < limit:
        jobs = CertificateJob.objects.claim(min(BATCH, limit - tried))
        if not jobs:
            break
        tried += len(jobs)
        stored += sum(_render(job) for job in jobs)
    return stored


def _render(job: CertificateJob) -> bool:
    certificate = Certificate.objects.select_related("country").get(pk=job.certificate_id)
    try:
        data = document.render(page_of(certificate))
    except (document.RenderFailed, Refused, OSError) as error:
        # Without fonts or room on the disk it can be made later; the staff page shows it as delayed.
        logger.warning("certificate %s waits: %s", certificate.number, type(error).__name__)
        job.retry(f"{type(error).__name__}: {error}")
        return False
    with transaction.atomic():
        if not job.finish():
            # The lease ran out meanwhile, and whoever took the row makes the very same file.
            return False
        certificate = (
            Certificate.objects.select_for_update(of=("self",))
            .select_related("enrolment__person", "enrolment__training")
            .get(pk=certificate.pk)
        )
        name = f"certificates/{certificate.file_key.hex}.pdf"
        # Left by a process that was killed between writing the file and noting it.
        if default_storage.exists(name):
            default_storage.delete(name)
        certificate.pdf.name = default_storage.save(name, ContentFile(data))
        certificate.sha256 = hashlib.sha256(data).hexdigest()
        certificate.save(update_fields=["pdf", "sha256"])
        if job.announces:
            queue_notice(
                person=certificate.enrolment.person,
                kind="certificate_issued",
                context={"title": certificate.title, "number": certificate.number, "version": certificate.version},
                training_slug=certificate.enrolment.training.slug,
            )
    return True


def page_of(certificate: Certificate) -> document.Page:
    """What is printed, from the snapshot alone."""
    words = Words(certificate.language)
    layout = certificate.layout
    dates = (certificate.starts_on, certificate.ends_on) if certificate.starts_on and certificate.ends_on else None
    completed = certificate.kind == Kind.COMPLETION
    return document.Page(
        language=certificate.language,
        heading=layout.get("heading") or words["heading_completion" if completed else "heading_participation"],
        name=certificate.name,
        sentence=words.sentence(
            title=certificate.title,
            mode=certificate.mode,
            city=certificate.city,
            country=certificate.country.name(certificate.language) if certificate.country else "",
            dates=dates,
            hours=certificate.hours,
            host=certificate.host,
            passed=completed,
        ),
        number=certificate.number,
        code=grouped(certificate.code),
        verify_url=f"{settings.BASE_URL}{certificate.get_absolute_url()}",
        verify_site=f"{urlsplit(settings.BASE_URL).netloc}/verify",
        issued_on=certificate.issued_on,
        valid_until=certificate.valid_until,
        signatories=(
            (layout.get("first_signatory", ""), layout.get("first_function") or words["first_function"]),
            (layout.get("second_signatory", ""), layout.get("second_function") or words["second_function"]),
        ),
    )
