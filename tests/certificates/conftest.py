"""People who have earned a certificate."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from certificates.actions import issue_certificate, render_due
from courses.models import EnrolmentState


@pytest.fixture
def attended(enrolment):
    """Amina's seat in a training of last month, whose list says that she attended."""
    training = enrolment.training
    training.starts_on = timezone.now().date() - dt.timedelta(days=30)
    training.save()
    enrolment.state = EnrolmentState.ATTENDED
    enrolment.save()
    return enrolment


@pytest.fixture
def certificate(attended, coordinator):
    """Amina's certificate, with its PDF."""
    issued = issue_certificate(enrolment=attended, actor=coordinator)
    assert render_due() == 1
    issued.refresh_from_db()
    return issued


@pytest.fixture
def stored():
    """The bytes of a certificate's stored PDF: ``stored(certificate)``."""

    def read(certificate) -> bytes:
        with certificate.pdf.open("rb") as file:
            return file.read()

    return read
