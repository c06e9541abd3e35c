"""What commands show while they work."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TextIO

from django.core.management.base import CommandError

WIDTH = 30


class ProgressBar:
    """A bar on the terminal; silent where the output goes to a file or another program."""

    def __init__(self, total: int, stream: TextIO | None = None) -> None:
        self.total = max(total, 1)
        self.done = 0
        self.stream = stream or sys.stderr
        self.shown = self.stream.isatty()

    def step(self, word: str = "", number: int = 1) -> None:
        """Say what is being done, ``number`` steps further."""
        self.done = min(self.done + number, self.total)
        if self.shown:
            filled = WIDTH * self.done // self.total
            self.stream.write(
                f"\r\x1b[K{'█' * filled}{'·' * (WIDTH - filled)} {100 * self.done // self.total:3} %  {word}"
            )
            self.stream.flush()

    def close(self) -> None:
        """Take the bar away."""
        if self.shown:
            self.stream.write("\r\x1b[K")
            self.stream.flush()


def read_file(name: str) -> bytes:
    """The bytes of a file named on the command line. A file that is not there is wrong use: exit 2."""
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror or 'cannot be read'}.", returncode=2) from error
