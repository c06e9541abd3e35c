"""Values that belong to a person never stand in the audit in clear."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from lms.audit import personal_values
from lms.audit.actions import record
from lms.audit.models import AuditEntry

ROOT = Path(__file__).parents[2]
PACKAGES = ("lms", "courses", "sessions", "assessments", "feedback", "certificates")


def calls():
    """Every call of ``record`` in the code, with where it stands."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "record":
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node


CALLS = list(calls())


def clear_names(call):
    """The fields that a call puts into ``changes`` under their own names."""
    for keyword in call.keywords:
        if keyword.arg == "changes" and isinstance(keyword.value, ast.Dict):
            for key in keyword.value.keys:
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value


def test_there_are_calls_to_look_at():
    assert len(CALLS) > 25


@pytest.mark.parametrize(("where", "call"), CALLS, ids=[where for where, _call in CALLS])
def test_no_field_of_a_person_is_written_in_clear(where, call):
    assert not personal_values.PERSONAL_FIELDS & set(clear_names(call)), f"{where}: give it as personal="


@pytest.mark.parametrize(
    "changes",
    [
        {"family_name": ["Moyo", "Banda"]},
        {"unit": [None, "Unit 9"]},
        {"contact": ["", "moyo@police.example"]},
        {"rows": {"who": ["b.banda@police.example"]}},
    ],
)
def test_whatever_names_a_person_in_changes_fails_here_and_is_closed_all_the_same(changes, training, participant):
    """A warning is an error in tests; where it is none, nothing is lost and nothing lies open."""
    with pytest.warns(UserWarning, match="give them as personal="):
        entry = record(actor=None, verb="people.change", target=training, about=participant, changes=changes)
    kept = AuditEntry.objects.get(pk=entry.pk)
    assert kept.changes == {}
    assert personal_values.read([kept])[kept.pk] == changes


def test_what_is_neutral_stays_to_be_read(training, participant):
    changes = {"state": ["confirmed", "withdrawn"], "starts_on": ["2027-03-01", None], "rows": {"people.Person": 3}}
    entry = record(actor=None, verb="courses.withdraw", target=training, about=participant, changes=changes)
    assert (entry.changes, entry.personal) == (changes, "")
