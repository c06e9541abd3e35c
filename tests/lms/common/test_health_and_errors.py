"""When the environment fails, the site says so, in the reader's language, and asks for patience."""

import datetime as dt
import errno

import pytest
from django.db import OperationalError
from django.test import override_settings
from django.urls import path
from django.utils import timezone

from lms.common import health
from lms.common.environment import is_environmental
from lms.notices.models import Notice
from lms.urls import handler500 as handler500
from lms.urls import urlpatterns as site


def locked(request):
    raise OperationalError("database is locked")


def full(request):
    raise OSError(errno.ENOSPC, "No space left on device")


def wrong(request):
    raise KeyError("a bug")


urlpatterns = [path("en/locked/", locked), path("ar/locked/", locked), path("en/full/", full), path("en/wrong/", wrong)]
urlpatterns += site


@pytest.fixture
def broken(client, login, participant):
    with override_settings(ROOT_URLCONF=__name__):
        client = login(participant)
        client.raise_request_exception = False
        yield client


@pytest.mark.parametrize("trouble", ["locked", "full"])
def test_trouble_of_the_environment_is_503_with_a_time_to_come_back(broken, trouble):
    answer = broken.get(f"/en/{trouble}/")
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "<h1" in answer.content.decode()
    assert "locked" not in answer.content.decode()


def test_the_page_is_in_the_readers_language(broken):
    assert 'dir="rtl"' in broken.get("/ar/locked/").content.decode()


def test_scripts_get_json(broken):
    answer = broken.get("/en/locked/", headers={"accept": "application/json"})
    assert answer.status_code == 503
    assert answer.json()["error"] == "unavailable"


def test_a_bug_is_500_and_tells_nothing(broken):
    answer = broken.get("/en/wrong/")
    assert answer.status_code == 500
    assert "KeyError" not in answer.content.decode()


def test_a_bug_is_not_the_environments():
    assert not is_environmental(KeyError())
    assert not is_environmental(OSError(errno.ENOENT, "no such file"))
    assert not is_environmental(None)


@pytest.fixture
def fresh(monkeypatch):
    """No health is remembered from another test."""
    monkeypatch.setattr(health, "_last", (float("-inf"), {}))


def test_a_well_site_is_live_and_ready(client, db, fresh):
    assert client.get("/live").status_code == 200
    assert client.get("/ready").content == b"ready"


def test_a_stranger_is_not_told_what_is_wrong(client, db, fresh, monkeypatch):
    monkeypatch.setitem(health.PARTS, "disk", lambda: False)
    answer = client.get("/ready")
    assert (answer.status_code, answer.content) == (503, b"not ready")


def test_a_database_that_is_gone_is_not_ready(client, db, fresh, monkeypatch):
    monkeypatch.setitem(health.PARTS, "database", lambda: locked(None))
    assert client.get("/ready").status_code == 503


def test_mails_that_nobody_sends_are_noticed(participant):
    notice = Notice.objects.create(person=participant, kind="any")
    assert health.queue()
    Notice.objects.filter(pk=notice.pk).update(due_at=timezone.now() - dt.timedelta(hours=1))
    assert not health.queue()
