"""Processes that belong together: none outlives the one that started it."""

from __future__ import annotations

import os
import signal
import threading
import time

PARENT = "SERVE_PID"


def end_with_parent() -> None:
    """If ``serve`` started this process, end it soon after ``serve`` is gone, even by kill -9."""
    parent = os.environ.get(PARENT)
    if parent is None:
        return

    def watch() -> None:
        while os.getppid() == int(parent):
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(10)
        os._exit(1)

    threading.Thread(target=watch, daemon=True, name="end-with-parent").start()
