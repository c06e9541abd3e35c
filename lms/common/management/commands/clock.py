"""The clock: sweeps up what is due, every second asking whose turn it is."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lms.common import clock
from lms.common.processes import end_with_parent


class Command(BaseCommand):
    help = "Send mails, close tests, let offers expire and so on, whenever something is due. Two may run."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round of every sweep, then stop")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if once:
            self.stdout.write(", ".join(clock.tick()))
            return
        end_with_parent()
        stop = threading.Event()

        def finish(number: int, frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, finish)
        signal.signal(signal.SIGINT, finish)
        while not stop.wait(1):
            clock.tick()
