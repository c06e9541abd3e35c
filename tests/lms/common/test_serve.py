"""``manage.py serve``: one command starts all, one signal stops all, and an unsafe site does not start."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench.servers import free_port
from tests import databases

pytestmark = pytest.mark.process
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="module")
def environment(folder):
    databases.migrated(folder)
    # Static files with names of their own need no collected folder.
    return databases.environment(folder, DEBUG="yes", PORT=str(free_port()))


@pytest.fixture
def serve(environment):
    started = []

    def start(**env):
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env={**environment, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()


def until_ready(process):
    for line in process.stdout:
        if line.startswith("Ready: "):
            return
    pytest.fail("serve ended before it was ready")


def children(process):
    """Process id by command of what ``serve`` runs."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            stat = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            command = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if int(stat[1]) == process.pid and stat[0] != "Z" and b"manage.py" in command[1:2]:
            found[command[2].decode()] = int(entry.name)
    return found


def status(environment, path="/live"):
    line = http.client.HTTPConnection("127.0.0.1", int(environment["PORT"]), timeout=10)
    try:
        line.request("GET", path)
        return line.getresponse().status
    finally:
        line.close()


def gone(pids, seconds=15):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not any(Path(f"/proc/{pid}").exists() for pid in pids):
            return True
        time.sleep(0.1)
    return False


def test_one_command_starts_web_worker_and_clock_and_one_signal_stops_them(serve, environment):
    process = serve()
    until_ready(process)
    running = children(process)
    assert set(running) == {"web", "worker", "clock"}
    assert status(environment) == 200
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert gone(running.values())


def test_a_child_that_dies_is_started_again(serve, environment):
    process = serve()
    until_ready(process)
    first = children(process)
    os.kill(first["web"], signal.SIGKILL)
    os.kill(first["clock"], signal.SIGKILL)
    end = time.monotonic() + 20
    while time.monotonic() < end:
        now = children(process)
        if set(now) == set(first) and now["web"] != first["web"] and now["clock"] != first["clock"]:
            break
        time.sleep(0.2)
    else:
        pytest.fail(f"not started again: {first} → {children(process)}")
    # Who asks meanwhile waits in the line: the open port belongs to serve.
    assert status(environment) == 200
    assert children(process)["worker"] == first["worker"]


def test_nothing_outlives_a_killed_serve(serve):
    process = serve()
    until_ready(process)
    running = children(process)
    process.kill()
    assert gone(running.values())


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"WEB_PROCESSES": "2"}, "REDIS_URL"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"BASE_URL": "https://lms.example", "SECRET_KEY": "k" * 60}, "DEBUG"),
        ({"BASE_URL": "https://lms.example", "DEBUG": "no"}, "SECRET_KEY"),
        ({"BASE_URL": "https://lms.example", "DEBUG": "no", "SECRET_KEY": "django-insecure-" + "k" * 60}, "SECRET_KEY"),
        ({"BASE_URL": "http://lms.example", "DEBUG": "no", "SECRET_KEY": "k" * 60}, "https"),
        ({"BASE_URL": "https://lms.example", "DEBUG": "no", "SECRET_KEY": "k" * 60, "DEMO": "yes"}, "demo"),
        ({"DEMO": "perhaps"}, "DEMO"),
        ({"VAR_DIR": "{empty}"}, "migrate"),
    ],
    ids=["processes", "hosts", "debug", "no-key", "weak-key", "http", "public-demo", "flag", "not-migrated"],
)
def test_an_unsafe_site_does_not_start_and_says_why_in_one_line(serve, env, says, tmp_path):
    process = serve(**{k: v.replace("{empty}", str(tmp_path)) for k, v in env.items()})
    output = process.communicate(timeout=60)[0]
    assert process.returncode == 1
    lines = [line for line in output.splitlines() if line.strip()]
    assert len(lines) == 1, output
    assert says in lines[0]


@pytest.mark.parametrize("module", ["lms.asgi", "lms.wsgi"])
def test_another_server_is_refused_too(environment, module):
    env = {**environment, "WEB_PROCESSES": "2"}
    done = subprocess.run(
        [sys.executable, "-c", f"import {module}"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert re.fullmatch(r"Not started: .*REDIS_URL.*\n", done.stderr)


def test_what_few_processes_need_is_not_loaded_by_all(environment):
    """Clock, worker and every command start without the web server's libraries and without those for PDF and fonts."""
    code = "import django, sys; django.setup(); print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT, env=environment | {"DJANGO_SETTINGS_MODULE": "lms.settings"},
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    loaded = set(done.stdout.split())
    assert "schedule" in loaded
    assert not loaded & {"daphne", "twisted", "autobahn", "xhtml2pdf", "reportlab", "pypdf", "fontTools"}


def test_a_port_in_use_is_said_plainly(serve, environment):
    first = serve()
    until_ready(first)
    second = serve()
    output = second.communicate(timeout=60)[0]
    assert second.returncode == 1
    assert environment["PORT"] in output
