"""Errors that are the environment's, not the program's: they pass, and the reader may try again."""

from __future__ import annotations

import errno

from django.db import InterfaceError, OperationalError
from redis.exceptions import RedisError

RETRY_AFTER_SECONDS = 15
_TROUBLE = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ECONNREFUSED, errno.ENOMEM}
)


def is_environmental(error: BaseException | None) -> bool:
    """Whether the database is locked or gone, the disk is full, or Redis is away."""
    if isinstance(error, OperationalError | InterfaceError | RedisError | ConnectionError | TimeoutError):
        return True
    return isinstance(error, OSError) and error.errno in _TROUBLE
