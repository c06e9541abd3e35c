"""What the clock does for the audit."""

from __future__ import annotations

from lms.audit.actions.check import check_a_piece
from lms.audit.actions.seal import keep_head, seal_entries
from lms.common.clock import sweep


@sweep("audit-seal", seconds=5)
def seal() -> None:
    """Put new entries into the chain."""
    seal_entries()


@sweep("audit-head", seconds=900)
def head() -> None:
    """Seal what came very late, sign the day's head."""
    seal_entries(everywhere=True)
    keep_head()


@sweep("audit-check", seconds=20)
def check() -> None:
    """Read the next piece of the chain again."""
    check_a_piece()
