"""What the clock does for privacy."""

from __future__ import annotations

from lms.common.clock import sweep
from lms.privacy.wipe import wipe_due

sweep("privacy.wipe", seconds=10)(wipe_due)
