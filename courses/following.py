"""What follows when a training is moved or cancelled.

The agenda stands above trainings and may not be imported here: it registers itself when the site starts.
"""

from __future__ import annotations

from typing import Protocol

from courses.models import Training
from lms.people.models import Person


class Follower(Protocol):
    """Told inside the transaction of the change; refuses it by raising ``Refused``."""

    def __call__(self, *, training: Training, was: Training, actor: Person | None, reason: str) -> None: ...


_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    """Have *follower* told of every change to a training's days, zone or stage. Registering twice tells once."""
    if follower not in _followers:
        _followers.append(follower)


def tell_followers(*, training: Training, was: Training, actor: Person | None, reason: str = "") -> None:
    """Tell all of them how *training* stands now and how it *was*. Call it in the transaction of the change."""
    for follower in _followers:
        follower(training=training, was=was, actor=actor, reason=reason)
