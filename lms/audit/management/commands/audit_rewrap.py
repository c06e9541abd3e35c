"""Bring the audit's keys of persons under today's secret."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from lms.audit.personal_values import rewrap


class Command(BaseCommand):
    help = (
        "Wrap the keys of persons under today's SECRET_KEY. Run it after changing the secret, before the old one "
        "leaves SECRET_KEY_FALLBACKS; without it personal values in the audit could not be read any more."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rewrap()} keys wrapped anew")
