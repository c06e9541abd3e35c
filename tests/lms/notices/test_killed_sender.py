"""A sender killed in the middle loses no mail and doubles none: the rows say what is owed."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.databases import environment, migrated

pytestmark = pytest.mark.process
ROOT = Path(__file__).resolve().parents[3]

SEED = """
from lms.people.models import Person
from lms.notices.models import Notice
for n in range({first}, {mails}):
    person = Person.objects.create_user(f"officer{{n}}@example.org")
    Notice.objects.create(person=person, kind="greeting", context={{"what": "news"}})
"""


@pytest.fixture
def site(tmp_path):
    """A site of its own: database, mail folder, and a template folder that knows one kind of notice."""
    env = environment(tmp_path, DJANGO_SETTINGS_MODULE="killed_sender_settings")
    (tmp_path / "killed_sender_settings.py").write_text(
        "from lms.settings import *\n"
        f"TEMPLATES[0]['DIRS'].append({str(Path(__file__).parent / 'templates')!r})\n"
        "PASSWORD_HASHERS = ['django.contrib.auth.hashers.MD5PasswordHasher']\n"
    )
    env["PYTHONPATH"] = os.pathsep.join([str(tmp_path), str(ROOT)])

    def manage(*arguments, wait=True):
        process = subprocess.Popen([sys.executable, "manage.py", *arguments], cwd=ROOT, env=env)
        if wait:
            assert process.wait(120) == 0
        return process

    migrated(tmp_path)
    return tmp_path, manage


def sql(folder, statement):
    """The first value that ``statement`` gives, asked from outside the site."""
    with closing(sqlite3.connect(folder / "db.sqlite3", timeout=20)) as database, database:
        return (database.execute(statement).fetchone() or [None])[0]


def owed(folder):
    return sql(folder, "SELECT count(*) FROM notices_notice WHERE state = 'queued'")


@pytest.mark.soak(small=1, large=50)
def test_every_mail_arrives_once_though_its_sender_is_killed_again_and_again(site, rounds):
    folder, manage = site
    mails_owed = 30 * (rounds + 1)
    manage("shell", "-v0", "-c", SEED.format(first=0, mails=mails_owed))
    store = folder / "mail"
    kills = quick = 0
    while kills < rounds:
        before = len(list(store.glob("*.eml")))
        sender = manage("send_notices", wait=False)
        while len(list(store.glob("*.eml"))) < before + 7 and sender.poll() is None:
            time.sleep(0.002)
        sender.send_signal(signal.SIGKILL)
        code = sender.wait()
        if not owed(folder):
            # Quicker than we were: more mails, and again.
            quick += 1
            assert quick <= rounds + 3, "no sender can be killed while it works"
            manage("shell", "-v0", "-c", SEED.format(first=mails_owed, mails=mails_owed + 60))
            mails_owed += 60
            continue
        assert code == -signal.SIGKILL, "the sender ended by itself, with mails still owed"
        # What a row calls sent has left; a mail that left may still be unknown to its row.
        assert sql(folder, "SELECT count(*) FROM notices_notice WHERE state = 'sent'") <= len(list(store.glob("*.eml")))
        kills += 1
        # Two minutes pass: the dead sender's leases end.
        sql(folder, "UPDATE notices_notice SET claimed_until = NULL, attempts = 0 WHERE done_at IS NULL")
    manage("send_notices")
    assert owed(folder) == 0
    mails = [message_from_bytes(path.read_bytes()) for path in store.glob("*.eml")]
    assert sorted(mail["To"] for mail in mails) == sorted(f"officer{n}@example.org" for n in range(mails_owed))
    assert len({mail["Message-ID"] for mail in mails}) == mails_owed
