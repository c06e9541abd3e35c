"""The site's own settings, with one page more: the floor that every other page is compared with."""

from __future__ import annotations

from lms.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
