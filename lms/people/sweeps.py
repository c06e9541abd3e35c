"""What the clock does for people."""

from __future__ import annotations

from lms.common.clock import sweep
from lms.people import known_devices, limits
from lms.people.actions.reset import answer_resets


@sweep("reset requests", seconds=5)
def send_reset_links() -> None:
    """Queue the mails of those who cannot log in."""
    answer_resets()


@sweep("tries", seconds=60)
def forget_tries() -> None:
    """Counts are kept for minutes."""
    limits.forget_old()


@sweep("devices", seconds=3600)
def forget_devices() -> None:
    """Browsers are forgotten when they were not used for long."""
    known_devices.forget_old()
