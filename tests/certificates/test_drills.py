"""Races and kills with real processes, on a database of their own: nothing is lost, nothing is doubled."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.databases import environment, migrated

pytestmark = pytest.mark.process
DRILL = Path(__file__).with_name("drill.py")
# What a killed worker had done: nothing yet, a page in its middle, a page being stored.
MOMENTS = ((0, 0.0), (1, 0.012), (1, 0.03))


@pytest.fixture
def run(tmp_path):
    """Runs one piece of a drill in a process of its own: ``run("report")`` → its words."""
    migrated(tmp_path)

    def start(*words: object, wait: bool = True):
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", str(DRILL), *map(str, words)],
            env=environment(tmp_path),
            stdout=subprocess.PIPE,
            text=True,
        )
        if not wait:
            return process
        told, _ = process.communicate(timeout=120)
        assert process.returncode == 0, words
        return told.split()

    return start


def test_twenty_clicks_at_once_issue_one_certificate(run):
    run("prepare", 1)
    assert run("click", 20) == ["20", "1"]
    assert run("report")[0] == "1"


def rows(folder, condition) -> int:
    """How many jobs are so, asked from outside."""
    with closing(sqlite3.connect(folder / "db.sqlite3", timeout=20)) as database:
        return database.execute(f"SELECT count(*) FROM certificates_certificatejob WHERE {condition}").fetchone()[0]  # noqa: S608


@pytest.mark.soak(small=3, large=60)
def test_a_killed_worker_loses_nothing_and_doubles_nothing(run, tmp_path, rounds):
    people = rounds * 4
    run("prepare", people)
    run("issue")
    told = cut = 0
    for turn in range(rounds):
        made, delay = MOMENTS[turn % len(MOMENTS)]
        process = run("render", wait=False)
        seen = [process.stdout.readline() for _ in range(made + 1)]
        assert seen == ["ready\n", "made\n"][: made + 1]
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        rest, _ = process.communicate()
        assert process.returncode == -signal.SIGKILL, "the worker had ended by itself"
        told += made + rest.count("made")
        # What it said it had made is there, before anybody makes it again.
        assert rows(tmp_path, "done_at IS NOT NULL") >= told
        cut += rows(tmp_path, "done_at IS NULL AND claimed_until > datetime('now')")
    assert cut > 0, "no kill came in the middle of a page"

    run("render")

    assert run("report") == [str(people)] * 4
