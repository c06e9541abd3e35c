"""Mails as files, one each, named by their Message-ID, so that a repeated delivery overwrites itself."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class MailStoreBackend(BaseEmailBackend):
    """Writes each message to ``folder``; used by the demo and by sites without a mail server."""

    def __init__(self, *, folder: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder = Path(folder)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            raw = message.message()
            name = hashlib.sha256(str(raw["Message-ID"]).encode()).hexdigest()[:32]
            draft = self.folder / f".{name}.part"
            draft.write_bytes(raw.as_bytes())
            draft.replace(self.folder / f"{name}.eml")
        return len(email_messages)
