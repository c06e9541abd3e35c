"""Nobody comes in unasked: every address is in the public list, or turns a stranger away."""

import uuid

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import get_converters

from tests.authorisation.table import PUBLIC as DECLARED_PUBLIC

# Public on purpose: each is a line of the table of who may do what.
PUBLIC = {*DECLARED_PUBLIC, "admin:login", "admin:jsi18n"}
EXAMPLES = {"int": "1", "slug": "a-slug", "str": "text", "uuid": str(uuid.UUID(int=1)), "path": "a/path"}


def addresses(resolver=None, prefix="", namespace=""):
    """Every pattern as (name, an address that it answers)."""
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = entry.pattern
        converters = {id(c): name for name, c in get_converters().items()}
        text = str(pattern)
        for name, converter in pattern.converters.items():
            kind = converters.get(id(converter)) or next(
                (k for k, c in get_converters().items() if type(c) is type(converter)), "str"
            )
            for spelling in (f"<{kind}:{name}>", f"<{name}>"):
                text = text.replace(spelling, EXAMPLES.get(kind, "AAAAAA"))
        address = prefix + text
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry, address, inner)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", "/" + address, entry.callback


ALL = [(name, address, view) for name, address, view in addresses() if "(?P" not in address]
PRIVATE = [(n, a) for n, a, _ in ALL if n not in PUBLIC and n.split(":")[0] != "admin"]


@pytest.mark.parametrize(("name", "address"), PRIVATE, ids=[a for _, a in PRIVATE])
def test_a_stranger_is_turned_away(client, db, name, address):
    """GET and POST: to the log-in, or a refusal; never an answer, never an error."""
    for answer in (client.get(address), client.post(address)):
        if answer.status_code == 302:
            assert "/accounts/" in answer["Location"], f"{name} sends a stranger to {answer['Location']}"
        else:
            assert answer.status_code in {401, 403, 404, 405}, f"{name} answered a stranger with {answer.status_code}"


def test_what_is_marked_public_is_on_the_list():
    """``login_not_required`` on a view that nobody decided to publish fails here."""
    open_views = {
        name
        for name, _, view in ALL
        if not getattr(view, "login_required", True) and not name.startswith(("account_", "mfa_", "admin:"))
    }
    assert open_views <= PUBLIC


def test_no_address_of_the_scheduler_is_served():
    """django-scheduler's own pages have no rights and load from foreign hosts."""
    assert not [name for name, _, view in ALL if view.__module__.startswith("schedule")]


def test_the_walk_finds_the_site():
    assert len(ALL) > 40
    assert "people:profile" in {name for name, _ in PRIVATE}
