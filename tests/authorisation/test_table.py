"""Every cell of the table is asked: address × reader × row × verb."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.template.backends.django import Template
from django.urls import reverse

from lms.common import problems
from lms.people.middleware import BEFORE_SECOND_FACTOR
from lms.rooms import rates
from tests.architecture.test_urls import addresses
from tests.authorisation.table import AUDIENCES, BY_NAME, EVERYBODY, ROLES, SIGNED_IN, TABLE, May, Page
from tests.authorisation.world import NOT_SIGNED_IN, READERS

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# How often a page was drawn.
drawn: Counter[tuple[str, str, str]] = Counter()
# What a request that is refused may write all the same: sessions, counts of guesses, who read a list.
OWN_TRACES = ("django_session", "usersessions", "people_trycount", "people_knowndevice", "joining_")
VERBS = ("GET", "POST")
NEVER = ("PUT", "DELETE", "PATCH")
SOME = (
    "stranger", "member", "participant", "trainer", "coordinator_host", "coordinator", "reviewer", "protection",
    "administrator", "no_second_factor",
)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """One question and what the table says about it."""

    page: Page
    reader: str
    row: str
    verb: str
    expected: str

    def __str__(self) -> str:
        return f"{self.verb} {self.page.name} [{self.row or '-'}] as {self.reader}"


def expected(page: Page, reader: str, row: str, verb: str) -> str:
    """``ok``, ``log-in``, ``second factor``, ``again``, ``led``, ``403``, ``404`` or ``405``."""
    if not page.public:
        if reader in NOT_SIGNED_IN:
            return "log-in"
        if reader == "no_second_factor" and page.name not in BEFORE_SECOND_FACTOR:
            return "second factor" if verb == "GET" else "403"
    rule = {"GET": page.get, "POST": page.post}.get(verb)
    if rule is None:
        return "405"
    if reader == "long_ago" and verb in page.again.split():
        return "again"
    return _of_rule(rule, reader, row)


def _of_rule(rule: May, reader: str, row: str) -> str:
    if rule.role and reader not in ROLES[rule.role]:
        return "403"
    if reader in _audience(rule.who, row):
        return "ok"
    if rule.led and reader in _audience(rule.led, row):
        return "led"
    if rule.knows and reader in _audience(rule.knows, row):
        return "403"
    return "404"


def _audience(name: str, row: str) -> frozenset[str]:
    if name == "**":
        return EVERYBODY
    if name == "*":
        return SIGNED_IN
    if name in ROLES:
        return ROLES[name]
    return AUDIENCES[name].get(row, frozenset())


def fits(cell: Cell, answer: HttpResponse) -> bool:
    """Whether the answer is the one that the table expects."""
    status, place = answer.status_code, answer.headers.get("Location", "")
    if cell.expected in {"403", "404", "405"}:
        return status == int(cell.expected)
    if cell.expected == "log-in":
        return status == 302 and "/accounts/login/" in place
    if cell.expected == "second factor":
        return status == 302 and place.endswith("/2fa/totp/activate/")
    if cell.expected == "led":
        return status == 302 and "/accounts/" not in place
    if cell.expected == "again":
        return status == 302 and "reauthenticate" in place
    if cell.page.loose:
        # Which page of her own account comes depends on her account; a refusal or an error never does.
        return status in {200, 302, 400, 404, 405, 422}
    if "/accounts/login/" in place or "reauthenticate" in place:
        return False
    if cell.verb == "POST":
        # Let in: done, shown again with what is wrong, or refused by a rule that is not about rights.
        return status in {200, 204, 302, 400, 409, 410, 422}
    rule = cell.page.get
    assert rule is not None
    return status in rule.gives


def cells_of(page: Page, rows: list[str]) -> list[Cell]:
    """Every reader, row and verb; a verb that the page does not have needs one row only."""
    found = []
    for verb in VERBS:
        rule = page.get if verb == "GET" else page.post
        for row in rows if rule is not None else rows[:1]:
            # What does not exist, and a verb that does not exist, is the same for all: a few of each kind ask.
            readers = READERS if rule is not None and row != "nowhere" else SOME
            found += [Cell(page, reader, row, verb, expected(page, reader, row, verb)) for reader in readers]
    if not page.loose:
        for verb in NEVER:
            for reader in ("stranger", "participant", "coordinator", "no_second_factor"):
                found.append(Cell(page, reader, rows[0], verb, expected(page, reader, rows[0], verb)))
    return found


class Drawing:
    """Whether pages are drawn. Rights are decided before; each page is drawn for two of those who may see it."""

    is_on = True


@pytest.fixture(scope="module", autouse=True)
def _quiet(world):
    """Hundreds of refusals an address: their pages and log lines are looked at elsewhere."""
    patch = pytest.MonkeyPatch()
    draw = Template.render
    patch.setattr(Template, "render", lambda *given, **named: draw(*given, **named) if Drawing.is_on else "")
    patch.setattr(problems, "_say", lambda request, status, **words: HttpResponse(status=status))
    yield
    patch.undo()


def ask(world, cell: Cell) -> tuple[str, list[str]]:
    """What is wrong with the answer (empty: nothing), and what was written; then all of it is taken back."""
    address = reverse(cell.page.name, args=world.things[cell.page.about][cell.row])
    client = world.clients[cell.reader]
    cookies = client.cookies.copy()
    written: list[str] = []

    def note(execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and not any(table in sql for table in OWN_TRACES):
            written.append(sql[:80])
        return execute(sql, params, many, context)

    is_shown = cell.expected == "ok"
    Drawing.is_on = is_shown and (cell.page.loose or drawn[cell.page.name, cell.row, cell.verb] < 2)
    drawn[cell.page.name, cell.row, cell.verb] += is_shown
    rates._buckets.clear()
    if cell.verb != "GET":
        cache.clear()
    try:
        with transaction.atomic(), connection.execute_wrapper(note):
            try:
                answer = client.generic(cell.verb, address, **_body(world, cell))
                if answer.streaming:
                    # Read to the end, which closes the file.
                    list(answer.streaming_content)
            finally:
                transaction.set_rollback(True)
    except Exception as error:  # noqa: BLE001  # any error is a wrong cell; the others are asked all the same
        return f"{type(error).__name__}: {error}"[:200], []
    finally:
        client.cookies = cookies
    if fits(cell, answer):
        return "", written
    return f"{answer.status_code} {answer.headers.get('Location', '')}".strip(), written


def _body(world, cell: Cell) -> dict[str, str]:
    if cell.verb == "GET":
        return {}
    sent = world.forms.get((cell.page.name, cell.row), {})
    return {"data": urlencode(sent), "content_type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize("page", TABLE, ids=[one.name for one in TABLE])
def test_every_reader_gets_what_the_table_says(world, page):
    wrong = []
    for cell in cells_of(page, list(world.things[page.about])):
        answer, written = ask(world, cell)
        if answer:
            wrong.append(f"{cell}: {cell.expected}, not {answer}")
        elif cell.expected != "ok" and written:
            wrong.append(f"{cell}: refused, and yet it wrote {written[0]}")
    assert not wrong, f"{len(wrong)} wrong cells:\n" + "\n".join(wrong)


def test_no_address_is_left_out():
    """An address that nobody declared fails here."""
    # The support desk is one block, see test_desk.py.
    undeclared = {name for name, _, _ in addresses() if not name.startswith("admin:")} - set(BY_NAME)
    assert not undeclared, (
        f"Say in tests/authorisation/table.py who may do what at {', '.join(sorted(undeclared))}: "
        "a line in TABLE, and a row to ask for in tests/authorisation/world.py if none fits."
    )


def test_no_line_is_about_an_address_that_is_gone():
    gone = set(BY_NAME) - {name for name, _, _ in addresses()}
    assert not gone, f"These lines of the table are about nothing: {sorted(gone)}"


def test_the_table_is_large_enough(world):
    """At least five thousand cells, whatever is taken out of it one day."""
    cells = sum(len(cells_of(page, list(world.things[page.about]))) for page in TABLE)
    assert cells >= 5000, f"{cells} cells"
