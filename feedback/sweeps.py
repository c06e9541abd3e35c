"""What the clock does for feedback."""

from __future__ import annotations

from feedback.actions.open_envelopes import open_due_envelopes
from feedback.actions.open_rounds import open_due_rounds
from lms.common.clock import sweep

sweep("feedback.open_rounds", seconds=10)(open_due_rounds)
sweep("feedback.open_envelopes", seconds=30)(open_due_envelopes)
