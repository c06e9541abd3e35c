"""Pages and sockets, in one Daphne process."""

from __future__ import annotations

import importlib
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from lms.common import web
from lms.common.checks import refuse_unsafe_start
from lms.common.processes import end_with_parent


class Command(BaseCommand):
    help = "Serve pages and sockets with Daphne."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fd", type=int, help="number of an open listening socket, handed over by the starter")
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument("--unix", default="", help="path of a socket file instead of host and port")

    def handle(self, *args: Any, fd: int | None, host: str, port: int, unix: str, **options: Any) -> None:
        refuse_unsafe_start()
        end_with_parent()
        application = importlib.import_module("lms.asgi").application
        if fd is not None:
            endpoint = f"fd:fileno={fd}"
        elif unix:
            endpoint = f"unix:{unix}:mode=660"
        else:
            endpoint = f"tcp:{port}:interface={host}"
        web.run(application, endpoint)
