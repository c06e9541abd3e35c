"""One process of a drill: ``python drill.py WORK …`` on the database that DATABASE_URL names.

Run by ``test_drills.py``; real processes, so that a kill is a kill.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from certificates.actions import issue_certificate, issue_due, render_due  # noqa: E402
from certificates.models import Certificate, CertificateJob  # noqa: E402
from courses.models import Course, Enrolment, EnrolmentState, Training  # noqa: E402
from lms.people.models import Person  # noqa: E402


def prepare(people: int) -> None:
    """A training of last month with so many officers who attended."""
    course = Course.objects.create(slug="drill", title="Drill")
    training = Training.objects.create(
        slug="drill",
        title="AI for Safer Children drill",
        course=course,
        starts_on=timezone.now().date() - dt.timedelta(days=30),
        capacity=max(people, 1),
    )
    for number in range(people):
        person = Person.objects.create_user(f"officer.{number}@example.org", given_name=f"Officer {number}")
        Enrolment.objects.create(training=training, person=person, state=EnrolmentState.ATTENDED)


def issue() -> None:
    """Issue to all, make no PDF."""
    issue_due(training=Training.objects.get(slug="drill"), actor=None)


def click(threads: int) -> None:
    """So many at once for the same person."""
    enrolment = Enrolment.objects.filter(training__slug="drill").first()
    barrier = threading.Barrier(threads)
    numbers: list[str] = []

    def press() -> None:
        barrier.wait()
        try:
            numbers.append(issue_certificate(enrolment=enrolment, actor=None).number)
        finally:
            connection.close()

    pressing = [threading.Thread(target=press) for _ in range(threads)]
    for thread in pressing:
        thread.start()
    for thread in pressing:
        thread.join()
    print(len(numbers), len(set(numbers)))  # noqa: T201


def render() -> None:
    """Make what is waiting, telling each one; killed from outside. The lease of who was killed before is over."""
    CertificateJob.objects.filter(done_at=None).update(claimed_until=timezone.now() - dt.timedelta(seconds=1))
    print("ready", flush=True)  # noqa: T201
    while render_due(1):
        print("made", flush=True)  # noqa: T201


def report() -> None:
    """What there is: certificates, with a file whose hash fits, mails, files on disk."""
    import hashlib

    from django.conf import settings

    from lms.notices.models import Notice

    good = 0
    for certificate in Certificate.objects.with_file():
        with certificate.pdf.open("rb") as file:
            good += hashlib.sha256(file.read()).hexdigest() == certificate.sha256
    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*.pdf") if path.is_file()]
    print(  # noqa: T201
        Certificate.objects.count(), good, Notice.objects.filter(kind="certificate_issued").count(), len(files)
    )


if __name__ == "__main__":
    work, *values = sys.argv[1:]
    {
        "prepare": prepare,
        "issue": issue,
        "click": click,
        "render": render,
        "report": report,
    }[work](*map(int, values))
