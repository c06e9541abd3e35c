"""Small groups stay hidden: when a figure about answers may be shown."""

from __future__ import annotations

# Under this many answers no figure is shown, and under this many comments no comment.
SMALLEST_GROUP = 5
SMALLEST_COMMENTS = 10


def shown(count: int, *, least: int = SMALLEST_GROUP) -> bool:
    """Whether a figure over ``count`` answers may be shown."""
    return count >= least
