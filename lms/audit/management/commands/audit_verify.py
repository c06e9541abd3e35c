"""Read the whole audit again and say whether anything in it was changed."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Max
from django.utils import timezone

from lms.audit.chain import HEAD, Head, unsealed, verify
from lms.audit.models import AuditSeal

# The clock seals every few seconds; after this it is worth a look.
LATE = dt.timedelta(minutes=10)


class Command(BaseCommand):
    help = (
        "Read the whole audit again: finds entries that were changed, dropped, swapped or put in. "
        "Ends with 1 if anything is wrong, with 0 if not; entries that only wait for their seal are no fault."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            metavar="FILE or LINE",
            help="a head that was kept elsewhere (the line that audit_head prints, a file of such lines, or - for "
            "standard input): shows whether the end of the audit was cut off since; may be given several times",
        )
        parser.add_argument(
            "--key",
            action="append",
            default=[],
            metavar="HEX",
            help="a public key of this site from before the secret was changed (it stands in each head)",
        )
        parser.add_argument("--most", type=int, default=100, help="stop after so many findings (0: never)")

    def handle(self, *args: Any, head: list[str], key: list[str], most: int, **options: Any) -> None:
        heads = [one for source in head for one in _heads(source)]
        number = 0
        for finding in verify(heads, trusted=frozenset(one.lower() for one in key)):
            number += 1
            self.stderr.write(f"{finding.code}: {finding.text}")
            if number == most:
                self.stderr.write("There may be more; --most 0 shows all.")
                break
        last = AuditSeal.objects.aggregate(last=Max("number"))["last"] or 0
        waiting = unsealed()
        text = f"{last} sealed, {waiting.count} not sealed yet"
        if waiting.oldest and waiting.oldest < timezone.now() - LATE:
            text += f" (the oldest, entry {waiting.first}, since {waiting.oldest:%F %T} UTC: does the clock run?)"
        self.stdout.write(text + (f", {len(heads)} kept heads compared" if heads else ""))
        if number:
            raise CommandError(f"The audit is broken: {number} findings.", returncode=1)
        self.stdout.write("The audit is whole.")


def _heads(source: str) -> list[Head]:
    """The heads of a line, of a file of lines, or of standard input."""
    if source.startswith(f"{HEAD} "):
        text = source
    elif source == "-":
        text = sys.stdin.read()
    else:
        try:
            text = Path(source).read_text()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{source} cannot be read: {type(error).__name__}", returncode=2) from error
    try:
        heads = [Head.parse(line) for line in text.splitlines() if line.strip()]
    except ValueError as error:
        raise CommandError("That is no head. A head is the line that audit_head prints.", returncode=2) from error
    if not heads:
        raise CommandError("No head is given there.", returncode=2)
    return heads
