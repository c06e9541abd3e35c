"""A kind of notice that only these tests know."""

import copy
from pathlib import Path

import pytest

from lms.common.clock import registered  # noqa: F401  (the clock is part of what is tested)


@pytest.fixture
def greeting(settings):
    """``notices/greeting.txt`` exists."""
    engines = copy.deepcopy(settings.TEMPLATES)
    engines[0]["DIRS"] = [*engines[0]["DIRS"], Path(__file__).parent / "templates"]
    settings.TEMPLATES = engines
    return "greeting"
