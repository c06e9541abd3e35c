"""People who have earned a certificate."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from certificates.actions import issue_certificate, render_due
from courses.models import EnrolmentState
from lms.people import limits


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


@pytest.fixture
def used_up():
    """Makes a network ask so often that few looks at the public check are left to it: ``used_up(network, but=3)``."""

    def use_up(network: str, but: int = 0) -> None:
        for _ in range(limits.PUBLIC_CHECK.amount - but):
            assert limits.take(limits.PUBLIC_CHECK, network)

    return use_up
