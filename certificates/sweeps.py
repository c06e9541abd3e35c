"""What the clock does for certificates."""

from __future__ import annotations

from certificates.actions.render import render_due
from lms.common.clock import sweep


@sweep("certificates.render", seconds=10)
def render_waiting() -> int:
    """PDFs whose worker died or was never woken."""
    return render_due()
