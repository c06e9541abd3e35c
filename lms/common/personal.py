"""What a package holds about a person: declared in its ``personal.py``, gathered by ``lms.privacy``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.functional import Promise

if TYPE_CHECKING:
    # Only the name of the type: common stands below people.
    from django.contrib.auth.models import AbstractBaseUser as Person

type Opener = Callable[[Person, Sequence[Any]], Mapping[Any, Any]]

# Why a copy leaves these out.
OPENS = "a secret, or the trace of one: with it somebody else could come in"
ONCE = "a random word, so that what is sent twice counts once"
CONFIDENCE = "written in confidence for those who decide"
OTHERS = "other people may stand in it"
# Of ``lms.common.work.WorkRow``: how far a piece of work is.
WORK = dict.fromkeys(("due_at", "claimed_until", "attempts", "last_error", "done_at"), "how far a piece of work is")


@dataclass(frozen=True)
class Holding:
    """One kind of row about a person.

    ``title`` and ``why`` are plain words for the person herself. ``rows`` are hers, ``fields`` what an export
    says of each, ``files`` the fields that hold files. Every other field stands in ``unsaid``, with the reason; a
    test asks for it. ``opened`` says in the clear what lies closed in a row: word → what to tell, by the row's key.
    ``erase`` takes out of the rows what is personal and returns how many it changed; None: the rows hold nothing
    once the person's own record is anonymised. ``keep_days`` and ``expired`` are the retention: rows that are due
    at a moment. ``until`` says in a sentence, with ``%(time)s`` for ``keep_days``, from when that counts and what
    goes then, where "a year" alone would tell something else.
    """

    model: str
    title: str | Promise
    why: str | Promise
    rows: Callable[[Person], QuerySet[Any]]
    fields: tuple[str, ...]
    files: tuple[str, ...] = ()
    unsaid: Mapping[str, str] = field(default_factory=dict)
    opened: Mapping[str, Opener] = field(default_factory=dict)
    erase: Callable[[Person], int] | None = None
    keep_days: int | None = None
    expired: Callable[[datetime], QuerySet[Any]] | None = None
    until: str | Promise = ""
