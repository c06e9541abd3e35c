"""``make bench``: starts the real servers on a world of their own, measures, prints a table, keeps the figures."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench import servers
from bench.registry import BENCHES, Row, Skipped, World

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results.json"
CAST = ("participant", "coordinator", "trainer")


@contextmanager
def process(command: list[str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A server that is there until the end of the block."""
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        servers.wait_for_port(port)
        yield running
    finally:
        running.terminate()
        running.wait(20)


def manage(*arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, check=True)


def table(rows: list[Row]) -> str:
    """The rows, aligned; rows that share their columns stand under one heading."""
    lines: list[str] = []
    heads: list[str] | None = None
    wide = max((len(row.name) for row in rows), default=0)
    for row in rows:
        if list(row.figures) != heads:
            heads = list(row.figures)
            lines += ["", " " * wide + "".join(f"  {head:>14}" for head in heads)]
        lines.append(f"{row.name:<{wide}}" + "".join(f"  {value!s:>14}" for value in row.figures.values()))
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only these benches")
    parser.add_argument("--seconds", type=float, default=3, help="for each page on each server (default 3)")
    parser.add_argument("--sqlite", action="store_true", help="on SQLite, though PostgreSQL is there")
    options = parser.parse_args()
    started = time.monotonic()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="lms-bench-"))
        database = None if options.sqlite else stack.enter_context(servers.postgres())
        redis = stack.enter_context(servers.redis())
        port = servers.free_port()
        for name in ("DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS", "SECRET_KEY", "DEBUG", "EMAIL_URL"):
            os.environ.pop(name, None)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "VAR_DIR": folder,
            "PYTHONPATH": str(ROOT),
            "BASE_URL": f"http://127.0.0.1:{port}",
            "REQUIRE_MFA": "no",
            "ASK_AGREEMENTS": "no",
            "LOG_LEVEL": "ERROR",
            **({"DATABASE_URL": database} if database else {}),
            **({"REDIS_URL": redis} if redis else {}),
        }
        print(f"on {'PostgreSQL' if database else 'SQLite'}; loading the demo world", flush=True)
        manage("migrate", "-v0")
        subprocess.run(
            [sys.executable, "manage.py", "demo"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
            env={**os.environ, "DEMO": "yes"},
        )  # fmt: skip
        world = stack.enter_context(serve(port, options.seconds, with_workers=bool(redis)))
        rows, skipped = measure(world, options.names)
    print(table(rows))
    for note in [*skipped, *world.notes]:
        print(f"note: {note}")
    took = round(time.monotonic() - started)
    keep(rows, [*skipped, *world.notes], "PostgreSQL" if database else "SQLite", took)
    print(f"\n{took} s; figures in {RESULTS.relative_to(ROOT)}")
    return 0


@contextmanager
def serve(port: int, seconds: float, *, with_workers: bool) -> Iterator[World]:
    """Daphne alone, and WSGI workers as they stand behind a proxy; clients of the cast."""
    with ExitStack() as stack:
        stack.enter_context(process([sys.executable, "manage.py", "web", "--port", str(port)], port))
        found = {"daphne": f"http://127.0.0.1:{port}"}
        notes = []
        if with_workers:
            other = servers.free_port()
            gunicorn = [str(Path(sys.executable).parent / "gunicorn"), "-w", "2", "-b", f"127.0.0.1:{other}"]
            stack.enter_context(process([*gunicorn, "--log-level", "error", "lms.wsgi"], other))
            found["gunicorn ×2"] = f"http://127.0.0.1:{other}"
        else:
            notes.append("no Redis: the WSGI workers were not measured")

        import django

        django.setup()
        from django.test import Client
        from django.test.utils import setup_test_environment

        from bench import certificates, growth, pages, rooms  # noqa: F401  (register their benches)
        from lms.people.models import Person

        setup_test_environment(debug=False)
        clients = {}
        for who in CAST:
            clients[who] = Client(SERVER_NAME="127.0.0.1")
            person = Person.objects.get(email=f"{who}@demo.example")
            clients[who].force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        yield World(found, clients, seconds, notes)


def measure(world: World, names: list[str]) -> tuple[list[Row], list[str]]:
    rows: list[Row] = []
    skipped = []
    # Pages first: the other benches fill the database with a hundred thousand people.
    for name, function in sorted(BENCHES.items(), key=lambda item: item[0] != "pages"):
        if names and name not in names:
            continue
        print(f"measuring: {name}", flush=True)
        try:
            rows += function(world)
        except Skipped as reason:
            skipped.append(f"{name}: {reason}")
    return rows, skipped


def keep(rows: list[Row], notes: list[str], database: str, seconds: int) -> None:
    result = {
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "database": database},
        "seconds": seconds,
        "rows": [{"name": row.name.strip(), **row.figures} for row in rows],
        "notes": notes,
    }
    RESULTS.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main())
