"""The site's own settings, for a world in which every page can be looked at."""

from __future__ import annotations

from lms.settings import *  # noqa: F403

ROOT_URLCONF = "tests.browser.urls"
# The doors stay open for a whole run: pages behind a fresh proof of the password can be opened all along.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 24 * 3600
