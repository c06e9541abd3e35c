"""Keeps the processes of one machine running, and ends them together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

from lms.common.processes import PARENT

# A child that dies so often within so many seconds will not get better by itself.
DEATHS = 5
WITHIN = 60.0
GRACE = 10.0


@dataclass
class Child:
    """A process to be kept running."""

    name: str
    command: Sequence[str]
    fds: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=DEATHS))

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603  (our own commands)
            self.command, pass_fds=self.fds, env={**os.environ, PARENT: str(os.getpid())}
        )

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    def died(self) -> int | None:
        """Its exit status if it is gone."""
        return self.process.poll() if self.process else None

    def gives_up(self, now: float) -> bool:
        """Note a death; whether there were too many."""
        self.deaths.append(now)
        return len(self.deaths) == DEATHS and now - self.deaths[0] < WITHIN


class Supervisor:
    """Starts children, restarts one that dies, and stops all on SIGINT and SIGTERM."""

    def __init__(self, children: Sequence[Child], say: Callable[[str], None]) -> None:
        self.children = children
        self.say = say
        self.stopping = False

    def run(self, is_ready: Callable[[], bool]) -> int:
        """Run until a signal (0) or until a child cannot be kept alive (1).

        ``is_ready`` is asked until it says yes; it may then tell the world.
        """
        signal.signal(signal.SIGINT, self._stop)
        signal.signal(signal.SIGTERM, self._stop)
        status = 0
        ready = False
        try:
            for child in self.children:
                child.start()
            while not self.stopping:
                time.sleep(0.2)
                ready = ready or is_ready()
                status = self._look()
                if status:
                    break
        finally:
            self._end()
        return status

    def _look(self) -> int:
        for child in self.children:
            code = child.died()
            if code is None or self.stopping:
                continue
            if child.gives_up(time.monotonic()):
                self.say(f"{child.name} ended {DEATHS} times within {WITHIN:.0f} seconds; stopping.")
                return 1
            self.say(f"{child.name} ended ({code}); starting it again.")
            time.sleep(0.5 * len(child.deaths))
            child.start()
        return 0

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _end(self) -> None:
        running = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in running:
            process.terminate()
        end = time.monotonic() + GRACE
        for process in running:
            try:
                process.wait(max(end - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def manage(*arguments: str) -> list[str]:
    """The command line of one of our own commands, with this interpreter."""
    return [sys.executable, sys.argv[0], *arguments]
