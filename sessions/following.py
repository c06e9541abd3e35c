"""What follows when sessions take place at other times.

Feedback stands above sessions and may not be imported here: it registers itself when the site starts.
"""

from __future__ import annotations

from typing import Protocol

from courses.models import Training
from sessions.models import TrainingSession


class Follower(Protocol):
    """Told inside the transaction of the change; refuses it by raising ``Refused``."""

    def __call__(self, *, training: Training, session: TrainingSession | None) -> None: ...


_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    """Have *follower* told of every move. Registering twice tells once."""
    if follower not in _followers:
        _followers.append(follower)


def tell_followers(*, training: Training, session: TrainingSession | None = None) -> None:
    """Tell all of them that *session* was moved, or, without one, that *training* was with all of its sessions."""
    for follower in _followers:
        follower(training=training, session=session)
