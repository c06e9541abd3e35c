"""Small groups stay hidden, also from those who subtract.

A group under the threshold is hidden. If the hidden groups together are still so few that the
total minus the shown ones would give them away, the smallest shown group is withheld as well
(secondary suppression, as statistical offices call it).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

SMALLEST_GROUP = 5


class Masked(StrEnum):
    """Why a figure is not shown. Never blank, never nought."""

    SMALL = "under 5"
    WITHHELD = "withheld"

    @property
    def limit(self) -> int | None:
        """The threshold it fell under, if that is why."""
        return SMALLEST_GROUP if self is Masked.SMALL else None


def mask_groups(sizes: Mapping[str, int], *, least: int = SMALLEST_GROUP) -> dict[str, Masked]:
    """Which of the groups (name → number of people behind the figure) are hidden, and why.

    Groups of nobody carry no figure and need no hiding.
    """
    hidden = {name: Masked.SMALL for name, size in sizes.items() if 0 < size < least}
    shown = sorted((name for name, size in sizes.items() if size >= least), key=lambda name: (sizes[name], name))
    while hidden and shown and (len(hidden) == 1 or sum(sizes[name] for name in hidden) < least):
        hidden[shown.pop(0)] = Masked.WITHHELD
    return hidden
