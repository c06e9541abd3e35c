"""The server is killed with -9 while many people answer: what it acknowledged is there, and nothing twice."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path

import pytest

from tests.databases import environment, migrated

pytestmark = pytest.mark.process
ROOT = Path(__file__).resolve().parents[2]
TAKERS = 60 if "SOAK" in os.environ else 12
TOKEN = "a" * 32

SEED = """
import datetime as dt, json
from django.test import Client
from django.utils import timezone
from assessments.actions import start_attempt
from assessments.models import AssessmentLesson, Question
from courses.models import Course, Enrolment, Training
from lms.people.models import Person
training = Training.objects.create(
    slug="t", title="T", course=Course.objects.get(slug="two-day"), days=2, stage="running",
    starts_on=timezone.now().date() - dt.timedelta(days=1))
lesson = AssessmentLesson.objects.get(slug="post-test")
keys = {{q.pk: [str(o.pk) for o in q.options.all()] for q in Question.objects.filter(assessment=lesson.assessment)}}
takers = []
for n in range({takers}):
    person = Person.objects.create_user(f"officer{{n}}@example.org")
    seat = Enrolment.objects.create(training=training, person=person, state="confirmed")
    attempt = start_attempt(enrolment=seat, lesson=lesson)
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    takers.append({{"session": client.cookies["session"].value, "attempt": attempt.pk}})
print("SEED" + json.dumps({{"takers": takers, "keys": keys}}))
"""
DUMP = """
import json
from assessments.models import Answer
rows = Answer.objects.values_list("attempt_id", "question_id", "value", "revision")
print("DUMP" + json.dumps(list(rows)))
"""


class Site:
    """A site of its own, whose server can be killed and started again."""

    def __init__(self, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.env = environment(
            folder, PORT=str(self.port), REQUIRE_MFA="no", ASK_AGREEMENTS="no", DEBUG="yes", LOG_LEVEL="ERROR",
            DJANGO_SETTINGS_MODULE="lms.settings",
        )  # fmt: skip
        self.server = None

    def shell(self, code, word):
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v0", "-c", code],
            cwd=ROOT, env=self.env, check=True, capture_output=True, text=True,
        )  # fmt: skip
        return json.loads(done.stdout.split(word, 1)[1])

    def start(self):
        self.server = subprocess.Popen(
            [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(self.port), "lms.asgi:application"],
            cwd=ROOT, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.1)
        raise AssertionError("the server did not come up")

    def kill(self):
        """The kill ends it, nothing else did before."""
        assert self.server.poll() is None, "the server had ended by itself"
        self.server.send_signal(signal.SIGKILL)
        assert self.server.wait() == -signal.SIGKILL


class Taker(threading.Thread):
    """Answers questions one after the other; sends each save until it is acknowledged, as the page does."""

    def __init__(self, site, seed, keys, stop):
        super().__init__()
        self.site, self.stop = site, stop
        self.session, self.attempt = seed["session"], seed["attempt"]
        self.keys = keys
        self.known = {question: (0, []) for question in keys}  # what the server acknowledged: revision, value
        self.acknowledged = 0
        self.cut = 0  # saves that were on their way when the server died
        self.trouble = ""

    def run(self):
        dice = random.Random(self.attempt)
        while not self.stop.is_set() and not self.trouble:
            question = dice.choice(list(self.keys))
            value = [dice.choice(self.keys[question])]
            revision, _ = self.known[question]
            body = {"question": int(question), "value": value, "revision": revision, "client_id": str(uuid.uuid4())}
            # Asked to stop, it still brings its last save home.
            while (reply := self.send(body)) is None:
                time.sleep(0.05)
            if reply["stale"] or reply["value"] != value or reply["revision"] != revision + 1:
                self.trouble = f"told {reply} after {body}"
            self.known[question] = (reply["revision"], reply["value"])
            self.acknowledged += 1

    def send(self, body):
        line = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=20)
        arrived = False
        try:
            line.connect()
            arrived = True
            line.request(
                "POST", f"/en/assessments/attempts/{self.attempt}/save/", json.dumps(body),
                {"Cookie": f"session={self.session}; csrf={TOKEN}", "X-CSRFToken": TOKEN,
                 "Content-Type": "application/json"},
            )  # fmt: skip
            response = line.getresponse()
            text = response.read()
        except (OSError, http.client.HTTPException):
            self.cut += arrived
            return None
        finally:
            line.close()
        if response.status == 200:
            return json.loads(text)
        if response.status < 500:
            self.trouble = f"{response.status} for {body}"
            return {"stale": False, "value": body["value"], "revision": -1}
        return None


@pytest.mark.soak(small=2, large=50)
def test_no_acknowledged_answer_is_lost_or_doubled(tmp_path, rounds):
    site = Site(tmp_path)
    migrated(tmp_path)
    seed = site.shell(SEED.format(takers=TAKERS), "SEED")
    stop = threading.Event()
    takers = [Taker(site, one, seed["keys"], stop) for one in seed["takers"]]
    site.start()
    try:
        for taker in takers:
            taker.start()
        for _ in range(rounds):
            seen = sum(taker.acknowledged for taker in takers)
            end = time.monotonic() + 30
            while sum(taker.acknowledged for taker in takers) < seen + TAKERS and time.monotonic() < end:
                time.sleep(0.02)
            site.kill()
            site.start()
        stop.set()
        for taker in takers:
            taker.join(60)
        site.kill()
    finally:
        stop.set()
        if site.server and site.server.poll() is None:
            site.kill()
    assert [taker.trouble for taker in takers if taker.trouble] == []
    assert sum(taker.acknowledged for taker in takers) >= TAKERS * rounds
    # Each kill came in the middle of somebody's save.
    assert sum(taker.cut for taker in takers) >= rounds
    kept = {
        (attempt, str(question)): (revision, value) for attempt, question, value, revision in site.shell(DUMP, "DUMP")
    }
    assert len(kept) == TAKERS * len(seed["keys"])
    told = {(taker.attempt, question): state for taker in takers for question, state in taker.known.items()}
    assert kept == told
