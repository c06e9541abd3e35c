"""Say where the audit stands, signed, to be kept elsewhere."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.audit.actions import seal_entries
from lms.audit.chain import Head, current_head
from lms.audit.models import AuditHead


class Command(BaseCommand):
    help = (
        "Print where the audit stands now, as one signed line. Keep it where nobody of this machine can change it; "
        "audit_verify --head compares it later and shows whether the end of the audit was cut off."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="the head of every day that is kept in the database")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"]:
            for row in AuditHead.objects.order_by("day"):
                self.stdout.write(str(Head.of(row)))
            return
        seal_entries()
        head = current_head()
        if head is None:
            raise CommandError("The audit is empty: there is nothing to sign yet.", returncode=1)
        self.stdout.write(str(head))
