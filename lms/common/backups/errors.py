"""What stops a backup or a restore."""

from __future__ import annotations


class BackupError(Exception):
    """A backup was not made, or not put back, for a reason the operator may read; nothing was changed."""
