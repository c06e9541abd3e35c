"""``manage.py verify_certificate FILE_OR_CODE [--json]``: what a file or a code stands for."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from certificates.models import Certificate, Standing
from certificates.verification import MAX_FILE_BYTES, check_file, code_in, find


class Command(BaseCommand):
    help = "Check a certificate by its file or its code. Exit status 0: genuine and valid; 1: not, with the reason."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file_or_code", help="a PDF, a code, or the address of the public check")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, file_or_code: str, **options: Any) -> None:
        path = Path(file_or_code)
        digest = ""
        reason = ""
        if path.is_file():
            if path.stat().st_size > MAX_FILE_BYTES:
                raise CommandError("The file is larger than 2 MB. Certificates are much smaller.")
            found = check_file([path.read_bytes()])
            certificate, digest = found.certificate, found.sha256
            if not found.genuine:
                reason = "altered" if found.certificate else "unknown"
        else:
            certificate = find(code_in(file_or_code))
            reason = "" if certificate else "unknown"
        with translation.override("en"):
            verdict = reason or (certificate.standing().value if certificate else "unknown")
            told = self._told(certificate, verdict, digest)
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(f"{key}: {value}" for key, value in told.items() if value not in (None, "")))
        if verdict != Standing.VALID:
            raise CommandError(WORDS[verdict], returncode=1)

    def _told(self, certificate: Certificate | None, verdict: str, digest: str) -> dict[str, Any]:
        told: dict[str, Any] = {"verdict": verdict, "sha256": digest}
        # An altered file must not lend itself the facts of the certificate it imitates.
        if certificate and verdict not in {"altered", "unknown"}:
            told |= {
                "number": certificate.number,
                "version": certificate.version,
                "title": certificate.title,
                "starts_on": certificate.starts_on.isoformat() if certificate.starts_on else None,
                "ends_on": certificate.ends_on.isoformat() if certificate.ends_on else None,
                "issued_on": certificate.issued_on.isoformat(),
                "revoked_at": certificate.revoked_at.isoformat() if certificate.revoked_at else None,
                "revocation_reason": certificate.revocation_reason,
            }
        return told


WORDS = {
    "unknown": "Nothing like it was issued here.",
    "altered": "The file was changed after it was issued.",
    Standing.REPLACED.value: "It was replaced by a newer one.",
    Standing.REVOKED.value: "It was withdrawn.",
    Standing.EXPIRED.value: "It has expired.",
}
