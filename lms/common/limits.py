"""How much a request may bring."""

from __future__ import annotations

MEGABYTE = 1024 * 1024
GENERAL_LIMIT = MEGABYTE
UPLOAD_LIMIT = 25 * MEGABYTE
# Pages that take a file: the ends of their paths. The proxy's configuration names the same.
UPLOAD_PATHS = ("/roster/", "/verify/")


def body_limit(path: str) -> int:
    """The largest body in bytes that a request for ``path`` may have."""
    return UPLOAD_LIMIT if path.endswith(UPLOAD_PATHS) else GENERAL_LIMIT
