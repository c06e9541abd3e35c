"""A secret key for a site that runs on this machine alone."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path


def load_or_create_key(folder: Path) -> str:
    """Return the key kept in ``folder``, made on the first call and readable by its owner only.

    A public site never comes here: it must set ``SECRET_KEY`` itself.
    """
    path = folder / "secret_key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".secret_key.{secrets.token_hex(8)}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        # Of two processes that start together one links its draft, and both read that one.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()
