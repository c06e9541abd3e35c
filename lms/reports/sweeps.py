"""What the clock does for the reports."""

from __future__ import annotations

from lms.common.clock import sweep
from lms.reports.actions.refresh_facts import refresh_facts

sweep("reports.refresh_facts", seconds=10)(refresh_facts)
