"""A real server with many accounts behind its door, and a stranger who speaks plain HTTP to it."""

from __future__ import annotations

import contextlib
import http.client
import re
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from tests.databases import migrated
from tests.lms.rooms.drill import World

PASSWORD = "correct horse battery"
PEOPLE = """
import sys
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from lms.people.models import Person
from tests.lms.people.door import PASSWORD, address_of
word = make_password(PASSWORD)
kinds = [(word, True), (word, False), ("!", True)]  # can log in; access has ended; has only been invited
made = Person.objects.bulk_create(
    Person(email=address_of("known", n), password=kinds[n % 3][0], is_active=kinds[n % 3][1], country_id="ZW")
    for n in range(int(sys.argv[1])))
EmailAddress.objects.bulk_create(EmailAddress(user=p, email=p.email, verified=True, primary=True) for p in made)
"""


def address_of(kind: str, number: int) -> str:
    """Known and unknown addresses are of one length, so that answers that repeat them are, too."""
    return f"{kind}{number:05}@police.example"


@dataclass(frozen=True)
class Answer:
    """All that comes back, without what is new in every answer, and how long it took."""

    status: int
    headers: tuple[tuple[str, str], ...]
    cookies: tuple[str, ...]
    body: str
    seconds: float

    @property
    def told(self) -> tuple[object, ...]:
        return self.status, self.headers, self.cookies, self.body


class Door(World):
    """The site behind a proxy that says where a caller comes from."""

    application = "tests.lms.people.door_app:application"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.env["TRUSTED_PROXIES"] = "127.0.0.1"
        self.secrets: dict[str, tuple[str, str]] = {}

    def prepare(self, people: int) -> None:
        migrated(self.folder)
        self.python(PEOPLE, str(people))

    def hashes(self) -> list[float]:
        """When a password reached the hasher."""
        file = self.folder / "hashes"
        return [float(line) for line in file.read_text().split()] if file.exists() else []

    def post(self, path: str, fields: dict[str, str], network: str = "198.51.100.7") -> Answer:
        """One form, sent by a browser that has never been here but for this page."""
        if path not in self.secrets:
            page, text = self._ask("GET", path, network)
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
            cookie = re.search(r"csrf=([^;]+)", page.headers["Set-Cookie"])
            assert token
            assert cookie
            self.secrets[path] = token[1], cookie[1]
        token, cookie = self.secrets[path]
        body = urlencode({"csrfmiddlewaretoken": token, **fields})
        began = time.perf_counter()
        response, text = self._ask("POST", path, network, body, cookie)
        seconds = time.perf_counter() - began
        for value in fields.values():
            text = text.replace(value, "TYPED")
        text = re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", text)
        headers = [
            (name.lower(), re.sub(r"'nonce-[^']+'", "", value))
            for name, value in response.getheaders()
            if name.lower() not in {"set-cookie", "date", "expires"}
        ]
        cookies = [value.partition("=")[0] for name, value in response.getheaders() if name.lower() == "set-cookie"]
        return Answer(response.status, tuple(headers), tuple(sorted(cookies)), text, seconds)

    def _ask(
        self, method: str, path: str, network: str, body: str = "", cookie: str = ""
    ) -> tuple[http.client.HTTPResponse, str]:
        headers = {"X-Forwarded-For": network, "Origin": self.base}
        if body:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrf={cookie}"}
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)) as connection:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            return response, response.read().decode()
