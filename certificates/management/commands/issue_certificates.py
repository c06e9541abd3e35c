"""``manage.py issue_certificates TRAINING [--dry-run]``: issue what is due, and make the PDFs."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certificates.actions import issue_due, render_due
from certificates.eligibility import checklists
from certificates.models import Certificate, CertificateJob
from courses.models import Training

STEP = 10


class Command(BaseCommand):
    help = "Issue the certificates of a training to everybody who has earned one and has none yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("training", help="the training's short name (slug)")
        parser.add_argument("--dry-run", action="store_true", help="say who would get one, change nothing")

    def handle(self, *args: Any, training: str, dry_run: bool, **options: Any) -> None:
        found = Training.objects.filter(slug=training).first()
        if found is None:
            raise CommandError(f"There is no training “{training}”.")
        if dry_run:
            having = set(Certificate.objects.filter(enrolment__training=found).values_list("enrolment_id", flat=True))
            rows = list(checklists(found))
            due = [enrolment for enrolment, checklist in rows if checklist.is_met and enrolment.pk not in having]
            self.stdout.write(f"{len(due)} due, {len(having)} issued before, {len(rows)} take part. Nothing changed.")
            return
        result = issue_due(training=found, actor=None)
        self._render(len(result.issued))
        for _enrolment, reason in result.refused:
            self.stderr.write(reason)
        self.stdout.write(f"{len(result.issued)} issued, {len(result.refused)} refused.")
        if result.refused and not result.issued:
            raise CommandError("Nothing was issued.")

    def _render(self, total: int) -> None:
        """Make the PDFs here and now; whatever a worker takes meanwhile is no loss."""
        shown = sys.stderr.isatty()
        done = 0
        while CertificateJob.objects.due().exists():
            made = render_due(STEP)
            if not made:
                break
            done += made
            if shown:
                self.stderr.write(f"\r{min(done, total)} of {total} PDFs ", ending="")
                self.stderr.flush()
        if shown and done:
            self.stderr.write("")
