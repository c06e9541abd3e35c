"""What the clock does for privacy."""

from __future__ import annotations

from lms.common.clock import sweep
from lms.privacy.actions.export import make_exports
from lms.privacy.actions.requests import execute_due
from lms.privacy.actions.retain import run_daily
from lms.privacy.wipe import wipe_due

sweep("privacy.exports", seconds=10)(make_exports)
sweep("privacy.erasures", seconds=60)(execute_due)
sweep("privacy.wipe", seconds=10)(wipe_due)
sweep("privacy.retention", seconds=3600)(run_daily)
