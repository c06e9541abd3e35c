"""What is measured: functions that take the world and give rows of the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Row:
    """One line of the result: a name and its figures, in the order they are printed."""

    name: str
    figures: dict[str, float | int | str]


@dataclass
class World:
    """The servers under test and a client logged in as each of the cast."""

    servers: dict[str, str]
    clients: dict[str, Any]
    seconds: float
    notes: list[str] = field(default_factory=list)


type Bench = Callable[[World], Iterator[Row]]
BENCHES: dict[str, Bench] = {}


class Skipped(Exception):
    """A bench whose subject is not here; the reason is printed."""


def bench(name: str) -> Callable[[Bench], Bench]:
    """Register a function under ``name``."""

    def register(function: Bench) -> Bench:
        BENCHES[name] = function
        return function

    return register
