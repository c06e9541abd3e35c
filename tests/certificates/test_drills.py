"""Races and kills with real processes: nothing is lost, nothing is doubled.

SQLite by default; with ``TEST_POSTGRES_URL`` (an empty database) the same on PostgreSQL.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

DRILL = Path(__file__).with_name("drill.py")


PEOPLE = 12


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Runs one piece of a drill in a process of its own: ``run("report")`` → its words."""
    tmp_path = tmp_path_factory.mktemp("drill")
    environment = {
        **os.environ,
        "VAR_DIR": str(tmp_path),
        "MEDIA_ROOT": str(tmp_path / "media"),
        "DATABASE_URL": os.environ.get("TEST_POSTGRES_URL", f"sqlite:///{tmp_path / 'drill.sqlite3'}"),
    }

    def start(*words: object, wait: bool = True):
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", str(DRILL), *map(str, words)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        if not wait:
            return process
        told, _ = process.communicate(timeout=120)
        assert process.returncode == 0, words
        return told.split()

    start("prepare", PEOPLE)
    return start


def test_twenty_clicks_at_once_issue_one_certificate(run):
    assert run("click", 20) == ["20", "1"]
    assert run("report")[0] == "1"


@pytest.mark.soak
def test_a_killed_worker_loses_nothing_and_doubles_nothing(run):
    run("issue")
    # Killed at the start of a page, in its middle, and while it is being stored.
    for made, delay in ((1, 0.0), (2, 0.012), (2, 0.03)):
        process = run("render", wait=False)
        for _ in range(made + 1):
            process.stdout.readline()
        try:
            process.wait(timeout=delay or 0.001)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.communicate()

    run("render")

    assert run("report") == [str(PEOPLE)] * 4
