"""The few threads in which sockets read and write the database.

Channels' own default is one thread for the whole process; here there are four, each with at
most one database connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

_pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="rooms")


async def in_thread[T](function: Callable[[], T]) -> T:
    """Run ``function``, which may use the database, in one of the threads."""
    return await asyncio.get_running_loop().run_in_executor(_pool, _and_let_go, function)


def _and_let_go[T](function: Callable[[], T]) -> T:
    try:
        return function()
    finally:
        for connection in connections.all(initialized_only=True):
            # PostgreSQL: back into the pool. SQLite: opening costs more than keeping one per thread,
            # unless something went wrong on it.
            if connection.vendor != "sqlite" or connection.errors_occurred:
                connection.close()
