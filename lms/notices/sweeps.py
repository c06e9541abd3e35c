"""What the clock does for notices."""

from __future__ import annotations

from lms.common.clock import sweep
from lms.notices.actions import send_due, send_outside


@sweep("notices", seconds=10)
def send_notices() -> None:
    """Send what is due."""
    send_due()
    send_outside()
