"""``make headers``: every page before the scanner of Mozilla's HTTP Observatory, worst first.

The site runs as on its own machine: addresses of https, cookies tied to the host, a front with TLS before it. The
pages are those of ``tests/browser/pages.py``, each with the session of who looks at it; a page that belongs to
somebody must also answer ``no-store``. Needs node and npm; the scanner comes from npm by the hashes of
``bench/observatory/package-lock.json`` and asks nobody else.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bench.servers import free_port
from tests.browser import pages, server

SOURCE = Path(__file__).with_name("observatory")
PLACE = server.ROOT / "build" / "observatory"
PACKAGE = PLACE / "node_modules" / "@mdn" / "mdn-http-observatory"
LEAST = 130  # points of the worst page
DAYS = 2


def install() -> None:
    """Put the scanner into ``build/`` unless it is there whole.

    Its list of preloaded hosts is fetched by a script of its own, which does not run here: nothing on this machine
    is on that list, so an empty one says the same.
    """
    PLACE.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", "scan.mjs", ".npmrc"):
        shutil.copy(SOURCE / name, PLACE)
    # Written last: an install that broke off, or one of another lock, is done again.
    lock, installed = (PLACE / "package-lock.json").read_text(), PLACE / "installed.json"
    if not installed.exists() or installed.read_text() != lock:
        subprocess.run(["npm", "ci", "--silent"], cwd=PLACE, check=True)
        (PACKAGE / "conf" / "hsts-preload.json").write_text("{}")
        installed.write_text(lock)


def certificate() -> tuple[str, str]:
    """A key and a certificate for ``localhost`` that vouches for itself, as PEM; good for two days."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return secret.decode(), made.public_bytes(serialization.Encoding.PEM).decode()


@contextlib.contextmanager
def secured(site: server.Site) -> Iterator[server.Site]:
    """The same world once more, by a server that believes it is reached by https."""
    port = free_port()
    environment = site.environment | {
        "PORT": str(port),
        "BASE_URL": "https://localhost",
        "TRUSTED_PROXIES": "127.0.0.1",
    }
    again = server.Site(f"http://127.0.0.1:{port}", environment, site.folder)
    with server.served(again):
        yield again


def cookies(door: dict[str, Any]) -> str:
    """The open door of somebody, as the header that a browser sends."""
    return "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in door["cookies"])


def scan(upstream: str, wanted: list[dict[str, str]], folder: Path) -> list[dict[str, Any]]:
    """Score the pages, in their order."""
    key, made = certificate()
    authority = folder / "localhost.pem"
    authority.write_text(made)
    done = subprocess.run(
        ["node", "scan.mjs"],
        cwd=PLACE,
        input=json.dumps({"upstream": upstream, "key": key, "certificate": made, "pages": wanted}),
        env={**os.environ, "NODE_EXTRA_CA_CERTS": str(authority)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def main(names: list[str]) -> int:
    install()
    table = {page.name: page for page in pages.PAGES}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        with server.running(folder, states=True) as plain, secured(plain) as site:
            rows = [row for row in site.pages() if row["language"] == "en" and (not names or row["name"] in names)]
            site.open_doors(*(table[row["name"]].login for row in rows))
            wanted = [
                {
                    "name": row["name"],
                    "path": row["path"],
                    "cookies": cookies(site.doors[login]) if (login := table[row["name"]].login) else "",
                }
                for row in rows
            ]
            found = scan(site.url, wanted, folder)
    wrong = 0
    print(f"{'score':>5}  {'grade':<5}  {'status':>6}  page")
    for row in sorted(found, key=lambda row: (row["score"], row["name"])):
        page = table[row["name"]]
        remarks = list(row["failed"])
        if row["status"] != page.status and not remarks:
            remarks.append(f"expected {page.status}")
        if "/accounts/login/" in row["end"] and page.login:
            remarks.append("nobody was logged in")
        if page.login and "no-store" not in row["cache"]:
            remarks.append("may be stored")
        wrong += bool(row["score"] < LEAST or remarks)
        # Where a script of ours or the site itself leads to another page, that one was scored.
        led = "" if row["end"] == row["path"] else f"(led to {row['end']})"
        print(f"{row['score']:>5}  {row['grade']:<5}  {row['status']:>6}  {row['name']}", led, ", ".join(remarks))
    worst = min((row["score"] for row in found), default=0)
    print(f"{len(found)} pages, the worst {worst} points, {wrong} to look at")
    return int(bool(wrong) or not found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
