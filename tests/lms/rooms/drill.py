"""A world of its own for drills: a database, a server that can be killed, people with sessions."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from bench.servers import free_port
from tests.databases import environment, migrated

ROOT = Path(__file__).resolve().parents[3]

PEOPLE = """
import json, sys
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from lms.people.models import Country, Person
from lms.rooms.actions import open_room
from lms.rooms.names import member_of
room = open_room(kind="drill", ref="1", title="AI basics in plain language")
found = []
for index in range(int(sys.argv[1])):
    name = ["trainer.lindiwe", "amina", "karim", "nadia"][index] if index < 4 else f"officer{index}"
    email = f"{name}@example.org"
    person = Person.objects.filter(email=email).first() or Person.objects.create(
        email=email, given_name=name.split(".")[-1].title(), family_name="Example",
        country_id=["ZW", "BH", "TN", "SN"][index % 4])
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    member_of(room, person)
    found.append({"person": person.pk, "email": email, "session": session.session_key})
print(json.dumps({"room": room.pk, "people": found}))
"""


class World:
    """``folder`` holds the SQLite database unless ``database_url`` names another one."""

    application = "tests.lms.rooms.drill_app:application"

    def __init__(self, folder: Path, database_url: str = "", port: int | None = None, redis_url: str = "") -> None:
        self.port = port or free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.folder = folder
        self.env = {
            **environment(folder),
            "BASE_URL": self.base,
            "DEBUG": "1",
            "REQUIRE_MFA": "0",
            "ASK_AGREEMENTS": "0",
            "LOG_LEVEL": "WARNING",
            "REDIS_URL": redis_url,
            **({"DATABASE_URL": database_url} if database_url else {}),
        }
        self.server: subprocess.Popen | None = None

    def manage(self, *args: str, stdin: str | None = None) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *args],
            cwd=ROOT, env=self.env, input=stdin, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def python(self, code: str, *args: str) -> str:
        start = "import django; django.setup()\n"
        done = subprocess.run(
            [sys.executable, "-c", start + code, *args],
            cwd=ROOT, env={**self.env, "DJANGO_SETTINGS_MODULE": "lms.settings"},
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def prepare(self, people: int) -> None:
        if "DATABASE_URL" in self.env:
            self.manage("migrate", "-v0")
        else:
            migrated(self.folder)
        made = json.loads(self.python(PEOPLE, str(people)).splitlines()[-1])
        self.room, self.people = made["room"], made["people"]

    def start(self) -> None:
        command = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(self.port), "--no-server-name"]
        with (self.folder / "server.log").open("ab") as log:
            self.server = subprocess.Popen([*command, self.application], cwd=ROOT, env=self.env, stdout=log, stderr=log)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), urllib.request.urlopen(self.base + "/live", timeout=2):  # noqa: S310
                return
            assert self.server.poll() is None, (self.folder / "server.log").read_text()[-2000:]
            time.sleep(0.1)
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        """As a power cut would; the server must have lived until then."""
        if self.server is not None:
            server, self.server = self.server, None
            assert server.poll() is None, (self.folder / "server.log").read_text()[-2000:]
            server.send_signal(signal.SIGKILL)
            assert server.wait() == -signal.SIGKILL

    def socket_url(self, after: int = 0) -> str:
        return f"ws://127.0.0.1:{self.port}/ws/rooms/{self.room}/?after={after}"

    def headers(self, index: int) -> dict[str, str]:
        return {"Cookie": f"session={self.people[index]['session']}"}

    def log(self) -> list[dict]:
        """The room's events as they are in the database."""
        code = (
            "import json, sys\nfrom lms.rooms.models import RoomEvent\n"
            "print(json.dumps([[e.number, e.kind, e.client_id, e.payload.get('text')] for e in"
            " RoomEvent.objects.filter(room_id=int(sys.argv[1])).order_by('number')]))"
        )
        rows = json.loads(self.python(code, str(self.room)).splitlines()[-1])
        return [dict(zip(["n", "k", "cid", "text"], row, strict=True)) for row in rows]
