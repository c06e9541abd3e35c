"""Sessions of many people at once, made inside the site's own Django: a browser would take minutes to log them in.

The log-in by a browser is walked through in ``test_thread.py`` and ``test_joining.py``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

from lms.demo.cast import PASSWORD
from tests.browser import joining, states

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36"


def show(logins: Iterable[str]) -> None:
    """Print login → open door, as JSON that Playwright reads as a browser's storage."""
    print(json.dumps({login: door(login) for login in logins}))  # noqa: T201  (read by the process that asked)


def door(login: str) -> dict[str, Any]:
    """The cookies of somebody who has just logged in, or of ``applicant:address`` on her device."""
    client = Client(HTTP_USER_AGENT=BROWSER, SERVER_NAME="127.0.0.1")
    if login.startswith("applicant:"):
        _send(client, joining.door(login.partition(":")[2]), {"verb": "continue"})
    else:
        way = _send(client, "/en/accounts/login/", {"login": login, "password": PASSWORD})
        if "/2fa/" in way:
            _send(client, way, {"code": states.code()})
        # Some pages ask for the password once more; here it is proved for the whole run.
        _send(client, "/en/accounts/reauthenticate/", {"password": PASSWORD})
    cookies = [
        {
            "name": name,
            "value": cookie.value,
            "domain": "127.0.0.1",
            "path": cookie["path"] or "/",
            "expires": -1,
            "httpOnly": bool(cookie["httponly"]),
            "secure": bool(cookie["secure"]),
            "sameSite": cookie["samesite"] or "Lax",
        }
        for name, cookie in client.cookies.items()
        if cookie.value
    ]
    return {"cookies": cookies, "origins": []}


def _send(client: Client, path: str, data: dict[str, str]) -> str:
    """Send a form; returns where it leads."""
    answer = client.post(path, data, secure=settings.IS_HTTPS)
    if answer.status_code != 302:
        raise RuntimeError(f"{path} answered {answer.status_code}.")
    return urlsplit(answer.headers["Location"]).path
