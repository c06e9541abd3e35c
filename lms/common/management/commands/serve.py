"""Everything one machine needs: pages, live rooms, worker and clock, in one process group."""

from __future__ import annotations

import http.client
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from lms.common.checks import unsafe
from lms.common.supervisor import Child, Supervisor, manage


class Command(BaseCommand):
    help = "Run the site on this machine: web, live rooms, worker and clock. Ctrl-C stops all."
    # The checks that matter are made below, each with one clear line.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument(
            "--web", type=int, default=settings.WEB_PROCESSES, help="web processes; more than one needs REDIS_URL"
        )

    def handle(self, *args: Any, host: str, port: int, web: int, **options: Any) -> None:
        problems = unsafe(web)
        if problems:
            raise CommandError("Not started: " + " ".join(problems))
        if settings.DEMO and host not in {"127.0.0.1", "localhost", "::1"}:
            raise CommandError("Not started: the demo world is only served on the loopback address.")
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("Not started: the database is not up to date; run `manage.py migrate` first.")
        connection.close()
        try:
            listener = socket.create_server((host, port), backlog=512)
        except OSError as error:
            raise CommandError(f"Not started: port {port} cannot be used ({error.strerror}).") from None
        fd = listener.fileno()
        children = [
            *(Child(f"web {n}", manage("web", "--fd", str(fd)), (fd,)) for n in range(1, web + 1)),
            Child("worker", manage("worker", "--queue-name", "*", "--no-startup-delay", "--no-reload")),
            Child("clock", manage("clock")),
        ]
        status = Supervisor(children, self._say).run(lambda: self._is_ready(host, port))
        if status:
            sys.exit(status)

    def _say(self, line: str) -> None:
        self.stderr.write(line)

    def _is_ready(self, host: str, port: int) -> bool:
        line = http.client.HTTPConnection(host, port, timeout=2)
        try:
            line.request("GET", "/live", headers={"Host": settings.ALLOWED_HOSTS[0]})
            answer = line.getresponse().status
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()
        if answer == http.client.OK:
            self.stdout.write(f"Ready: {settings.BASE_URL}/")
            self.stdout.flush()
        return answer == http.client.OK
