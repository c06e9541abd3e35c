"""What every action on an application does: take the row for itself, ask the table, write down what happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lms.audit.actions import record
from lms.joining.models import Application, ApplicationEvent
from lms.joining.states import Verb, Way, way
from lms.people.models import Person


def take(application: Application) -> Application:
    """The row, locked until the end of the transaction (SQLite: the whole file is, by IMMEDIATE)."""
    return Application.objects.select_for_update(of=("self",)).get(pk=application.pk)


def move(
    row: Application,
    verb: Verb,
    *,
    actor: Person | None,
    note: str = "",
    said: Mapping[str, str] | None = None,
    **values: Any,
) -> Way:
    """Go the way of ``verb`` and set ``values``; writes history and audit. ``row`` must be taken.

    ``said`` is what else the audit keeps of it: codes, nobody's words. Raises Refused where the table has no such way.
    """
    found = way(verb, row.state)
    before = row.state
    for name, value in values.items():
        setattr(row, name, value)
    if found.to is not None:
        row.state = found.to
    row.save(update_fields=[*values, "state", "updated_at"])
    if verb is Verb.SAVE_DRAFT:
        # A line for every pause in typing would drown the rest.
        return found
    ApplicationEvent.objects.create(application=row, verb=verb, actor=actor, state=row.state, note=note)
    changes: dict[str, Any] = {name: [None, code] for name, code in (said or {}).items() if code}
    if before != row.state:
        changes["state"] = [before, row.state]
    record(
        actor=actor,
        verb=f"joining.{verb}",
        target=row,
        about=row.person,
        changes=changes or None,
    )
    return found
