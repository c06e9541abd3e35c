"""What can be done about a person's data."""

from lms.privacy.actions.erase import erase_person
from lms.privacy.actions.export import ask_for_export, make_exports
from lms.privacy.actions.merge import merge_persons
from lms.privacy.actions.opening import find_person, open_for
from lms.privacy.actions.requests import (
    DIRECT_FIELDS,
    ask,
    correct,
    correct_own,
    execute_due,
    execute_now,
    refuse,
    settle,
    take_back,
    withdraw,
)
from lms.privacy.actions.retain import run_daily, run_retention

__all__ = [
    "DIRECT_FIELDS",
    "ask",
    "ask_for_export",
    "correct",
    "correct_own",
    "erase_person",
    "execute_due",
    "execute_now",
    "find_person",
    "make_exports",
    "merge_persons",
    "open_for",
    "refuse",
    "run_daily",
    "run_retention",
    "settle",
    "take_back",
    "withdraw",
]
