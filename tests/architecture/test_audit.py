"""Values that belong to a person never stand in the audit in clear."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps

from lms.audit import personal_values
from lms.audit.actions import record
from lms.audit.models import AuditEntry
from lms.audit.verbs import GROUPS, KINDS, LISTS, VERBS
from lms.joining.states import Verb
from lms.privacy.models import RequestKind

ROOT = Path(__file__).parents[2]
PACKAGES = ("lms", "courses", "sessions", "assessments", "feedback", "certificates")


def calls(names=("record",)):
    """Every call of ``record`` in the code, with where it stands."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node


CALLS = list(calls())


LOOKS = list(calls(("record_view",)))
# Verbs that are put together: the text with its gap → what stands in the gap.
PUT_TOGETHER = {
    "joining.{}": {str(verb) for verb in Verb if verb is not Verb.SAVE_DRAFT},
    "joining.{}_membership": {"suspend", "restore", "expire", "reconfirm"},
    "desk.{}": {"add", "change", "delete"},
    "privacy.ask_{}": set(RequestKind.values),
    "rooms.{}": {"hide", "restore", "silence", "unsilence", "remove", "readmit"},
}


def texts(node):
    """The texts that an expression may come to; with ``{}`` for what is put in."""
    if isinstance(node, ast.Constant):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    else:
        yield "?"


def keyword(call, name):
    return next((one.value for one in call.keywords if one.arg == name), None)


def verbs_of(call):
    node = keyword(call, "verb")
    for text in texts(node) if node is not None else ():
        yield from (text.format(word) for word in PUT_TOGETHER.get(text, {text}))


@pytest.mark.parametrize(("where", "call"), [*CALLS, *LOOKS], ids=[where for where, _call in [*CALLS, *LOOKS]])
def test_every_verb_has_its_words(where, call):
    if where.startswith("lms/audit/actions/look.py"):
        return  # hands on what it was given
    missing = set(verbs_of(call)) - VERBS.keys()
    assert not missing, f"{where}: put {sorted(missing)} into lms/audit/verbs.py"


@pytest.mark.parametrize(("where", "call"), LOOKS, ids=[where for where, _call in LOOKS])
def test_every_list_that_is_looked_at_has_its_words(where, call):
    missing = {text for text in texts(keyword(call, "what")) if "{" not in text and text not in LISTS}
    assert not missing, f"{where}: put {sorted(missing)} into LISTS of lms/audit/verbs.py"


def test_the_words_are_of_what_there_is():
    assert {verb.partition(".")[0] for verb in VERBS} == GROUPS.keys()
    labels = {model._meta.label_lower for model in apps.get_models()}
    assert KINDS.keys() <= labels
    used = {verb for _where, call in [*CALLS, *LOOKS] for verb in verbs_of(call)}
    # The rest is what earlier versions wrote.
    assert len(VERBS.keys() - used) < 3, VERBS.keys() - used


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
