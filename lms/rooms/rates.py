"""How fast one person may write, over all her screens: a bucket of tokens in this process."""

from __future__ import annotations

import threading
import time

BURST = 10.0
PER_SECOND = 2.0
_MOST = 20_000

_buckets: dict[int, tuple[float, float]] = {}
_lock = threading.Lock()


def allow(person_id: int, *, now: float | None = None) -> bool:
    """Take one token of ``person_id``; False when she has none left."""
    moment = time.monotonic() if now is None else now
    with _lock:
        if len(_buckets) > _MOST:
            # Full buckets are the same as none.
            for key in [k for k, (tokens, at) in _buckets.items() if tokens + (moment - at) * PER_SECOND >= BURST]:
                del _buckets[key]
        tokens, at = _buckets.get(person_id, (BURST, moment))
        tokens = min(BURST, tokens + (moment - at) * PER_SECOND)
        allowed = tokens >= 1
        _buckets[person_id] = (tokens - 1 if allowed else tokens, moment)
        return allowed
