"""Follows everything that a reader can reach by GET, and keeps every byte that comes back."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections import Counter, deque
from dataclasses import dataclass
from urllib.parse import unquote, urlencode, urljoin, urlsplit

from django.test import Client

# Anything in a page that looks like an address of the site: links, frames, what scripts are given, JSON.
ADDRESS = re.compile(r"""(?:(?:href|src|action|hx-get|data-[\w-]+)=|["'(\s])["']?(/en/[^"'<>\s\\)]*|\?[^"'<>\s\\]+)""")
GET_FORM = re.compile(r"<form\b(?![^>]*method=[\"']?post)[^>]*>.*?</form>", re.IGNORECASE | re.DOTALL)
FIELD = re.compile(r"<input\b[^>]*\bname=\"([^\"]+)\"|<select\b[^>]*\bname=\"([^\"]+)\".*?</select>", re.DOTALL)
OPTION = re.compile(r"<option\b[^>]*\bvalue=\"([^\"]+)\"")
# Leads out, or changes who reads.
LEFT_OUT = re.compile(r"^/en/accounts/|^/en/verify/")
# The same list sorted and filtered in many ways: so many of them are enough.
EACH = 8


@dataclass(frozen=True)
class Visit:
    """What came back from an address: all of it as text, files unpacked."""

    address: str
    status: int
    kind: str
    text: str

    @property
    def visible(self) -> str:
        """What a reader sees of it."""
        # The first line holds the headers, and in them random words.
        body = self.text.partition("\n")[2]
        bare = re.sub(r"<(script|style|select)\b.*?</\1>", " ", body, flags=re.DOTALL)
        return html.unescape(re.sub(r"<[^>]*>", " ", bare))


def crawl(client: Client, starts: list[str], searches: tuple[str, ...] = ()) -> list[Visit]:
    """Visit ``starts`` and all that they lead to. Search forms are sent with each of ``searches``."""
    waiting, known = deque(starts), set(starts)
    each: Counter[str] = Counter()
    visits = []
    while waiting:
        address = waiting.popleft()
        path = urlsplit(address).path
        each[path] += 1
        if each[path] > EACH or LEFT_OUT.match(path):
            continue
        answer = client.get(address)
        visit = Visit(address, answer.status_code, answer.headers.get("Content-Type", ""), read(answer))
        visits.append(visit)
        for found in [*_links(visit), *_forms(visit, searches)]:
            if found not in known:
                known.add(found)
                waiting.append(found)
    return visits


def read(answer) -> str:
    """Headers and body; what is packed is unpacked, what is folded is unfolded, what is quoted is read."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    head = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
    if zipfile.is_zipfile(io.BytesIO(body)):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"\n".join(name.encode() + b"\n" + packed.read(name) for name in packed.namelist())
    text = body.decode("utf-8", "replace").replace("\r\n ", "")
    return f"{unquote(head)}\n{text}"


def _links(visit: Visit) -> list[str]:
    found = []
    for raw in ADDRESS.findall(visit.text):
        address = urljoin(visit.address, html.unescape(raw)).split("#")[0]
        if address.startswith("/en/"):
            found.append(address)
    return found


def _forms(visit: Visit, searches: tuple[str, ...]) -> list[str]:
    """Each form that asks by GET, sent with each word, and with each choice of its lists."""
    found = []
    for form in GET_FORM.findall(visit.text):
        action = re.search(r"<form\b[^>]*\baction=\"([^\"]*)\"", form)
        base = urljoin(visit.address, html.unescape(action[1]) if action else "").split("?")[0]
        if not base.startswith("/en/"):
            continue
        for match in FIELD.finditer(form):
            name, chosen = match[1] or match[2], OPTION.findall(match[0])
            values = chosen[:4] if match[2] else searches
            found += [f"{base}?{urlencode({name: html.unescape(value)})}" for value in values]
    return found
