"""The log tells which page, never whose link."""

from __future__ import annotations

import io
import logging

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def log():
    """What the site's own handler writes to the console, where the test can read it."""
    console = logging.getHandlerByName("console")
    assert console is not None
    handler = logging.StreamHandler(io.StringIO())
    handler.filters = console.filters
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    yield handler.stream
    logger.removeHandler(handler)


@pytest.mark.parametrize("token", ["Mg:1vXyZ:3kQ-secret", "مفتاح-secret", "secret%20link", "secret%0Aline"])
def test_the_token_of_a_link_is_not_in_the_log(client, log, token):
    status = client.get(f"/en/join/supervisor/{token}/").status_code
    assert status in {404, 410}
    assert "join/supervisor/<str:token>/" in log.getvalue()
    assert "secret" not in log.getvalue()


def test_a_torn_link_leaves_only_its_first_part(client, log):
    assert client.get("/en/join/supervisor/Mg:1vXyZ:3kQ-secret/torn").status_code == 404
    assert "secret" not in log.getvalue()
    assert "/en/…" in log.getvalue()


def test_a_failed_request_names_its_page(client, log):
    client.raise_request_exception = False
    assert client.post("/en/").status_code in {403, 405}
    assert log.getvalue().splitlines() == ["Method Not Allowed (POST): /en/"]
