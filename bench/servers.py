"""The servers that tests and benches borrow for a while: PostgreSQL and Redis, alone and on this machine only."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote


def find(program: str) -> str | None:
    """The path of a program, also where Debian hides PostgreSQL's."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name.split(".")[0]))
    path = os.pathsep.join([*(str(p) for p in reversed(places)), os.environ.get("PATH", "")])
    return shutil.which(program, path=path)


def free_port() -> int:
    """A port of the loopback address that nobody uses now."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def _somebody() -> str | None:
    """PostgreSQL refuses to run as root; who runs it instead (None: whoever we are)."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise RuntimeError("no unprivileged user to run PostgreSQL")


@contextmanager
def postgres() -> Iterator[str | None]:
    """A PostgreSQL of our own, reached by a socket file; yields its DATABASE_URL, or None without PostgreSQL."""
    initdb, server = find("initdb"), find("postgres")
    if not initdb or not server:
        yield None
        return
    user = _somebody()
    folder = Path(tempfile.mkdtemp(prefix="lms-pg-", dir="/tmp"))
    if user:
        shutil.chown(folder, user)
    data = folder / "data"
    run = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/", **run}
    process = None
    try:
        subprocess.run(
            [initdb, "-D", str(data), "-U", "lms", "-A", "trust", "-E", "UTF8", "--no-sync"], check=True, **quiet
        )
        process = subprocess.Popen(
            [
                server, "-D", str(data), "-k", str(folder),
                *(f"-c{setting}" for setting in (
                    "listen_addresses=", "fsync=off", "synchronous_commit=off", "full_page_writes=off",
                    "max_connections=300", "shared_buffers=256MB",
                )),
            ],
            **quiet,
        )  # fmt: skip
        createdb = [find("createdb") or "createdb", "-h", str(folder), "-U", "lms", "lms"]
        end = time.monotonic() + 30
        while subprocess.run(createdb, check=False, **quiet).returncode:
            if time.monotonic() > end or process.poll() is not None:
                raise RuntimeError("PostgreSQL did not start")
            time.sleep(0.2)
        yield f"postgres://lms@{quote(str(folder), safe='')}/lms"
    finally:
        if process is not None:
            process.send_signal(2)
            process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis() -> Iterator[str | None]:
    """A Redis of our own; yields its REDIS_URL, or None without Redis."""
    server = find("redis-server")
    if not server:
        yield None
        return
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="lms-redis-") as folder:
        command = [server, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for_port(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.terminate()
            process.wait(10)


def wait_for_port(port: int, seconds: float = 30) -> None:
    """Return once somebody listens. Raises ``TimeoutError``."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"nobody listens on port {port}")
