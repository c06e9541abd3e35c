"""Compile the translation catalogues."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from lms.common import catalogues


class Command(BaseCommand):
    help = "Compile the catalogues under locale/ that changed. Needs no GNU gettext."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        done = catalogues.compile_all()
        self.stdout.write("compiled: " + ", ".join(done) if done else "all catalogues are compiled")
