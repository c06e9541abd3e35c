"""What is written past ``save()`` says when: ``update()`` and ``bulk_update()`` leave ``updated_at`` as it was.

Reports, lists and caches ask by it whether something changed since they looked.
"""

import ast

import pytest
from django.apps import apps
from django.conf import settings

PACKAGES = ["assessments", "certificates", "courses", "feedback", "lms", "sessions"]
# Counters that a constraint guards and everybody reads fresh, and the state of a room, which has its own times.
COUNTERS = {"seats_taken", "seats_over", "sessions_ended", "last_number", "last_event_at"}
# How long an applicant's words are kept is counted from the last change: taking a name out must not prolong it.
KEEP_THEIR_TIME = {"lms/joining/personal.py"}


def stamped():
    """The names of our models that say when they last changed."""
    return {
        model.__name__
        for model in apps.get_models()
        if model.__module__.split(".")[0] in PACKAGES and any(f.name == "updated_at" for f in model._meta.fields)
    }


def root_of(call):
    """``Enrolment`` of ``Enrolment.objects.filter(…).update(…)``; None where the rows come from elsewhere."""
    node = call.func
    while isinstance(node, (ast.Attribute, ast.Call)):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return node.id if isinstance(node, ast.Name) else None


def written_by(call):
    """The fields that the call writes, as far as they are spelled out."""
    if call.func.attr == "update":
        return {word.arg for word in call.keywords}
    fields = call.args[1] if len(call.args) > 1 else None
    return {one.value for one in getattr(fields, "elts", []) if isinstance(one, ast.Constant)}


def forgetful(source, names):
    """The lines of ``source`` that write such a model past ``save()`` and leave its time as it was."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr not in {"update", "bulk_update"} or root_of(node) not in names:
            continue
        fields = written_by(node)
        if "updated_at" not in fields and not (fields and fields <= COUNTERS):
            found.append(node.lineno)
    return found


FILES = sorted(
    path
    for package in PACKAGES
    for path in (settings.BASE_DIR / package).rglob("*.py")
    # What the demonstration pretends about the past is nobody's source.
    if not {"migrations", "demo"} & set(path.parts) and str(path.relative_to(settings.BASE_DIR)) not in KEEP_THEIR_TIME
)


def test_whoever_writes_past_save_says_when():
    names = stamped()
    assert {"Enrolment", "Person", "TrainingSession"} <= names
    found = [
        f"{path.relative_to(settings.BASE_DIR)}:{line}"
        for path in FILES
        for line in forgetful(path.read_text(encoding="utf-8"), names)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("Enrolment.objects.bulk_update(rows, ['state'])", [1]),
        ("Enrolment.objects.filter(pk=1).exclude(state='x').update(state='y')", [1]),
        ("Enrolment.objects.bulk_update(rows, ['state', *MORE, 'updated_at'], batch_size=5)", []),
        ("Enrolment.objects.filter(pk=1).update(state='y', updated_at=now)", []),
        ("Training.objects.filter(pk=1).update(seats_taken=3)", []),
        ("Answer.objects.bulk_update(rows, ['score'])", []),
    ],
)
def test_the_guard_sees_it(source, lines):
    assert forgetful(source, {"Enrolment", "Training"}) == lines
