"""Somebody cannot log in and asked for a link."""

from __future__ import annotations

from django.db import models

from lms.common.work import WorkRow


class ResetRequest(WorkRow):
    """An address typed into the page "I cannot log in".

    The request writes the same row for every address and looks nobody up; the clock does, and queues the mail
    if there is somebody to write to. ``address`` is encrypted: most of what is typed is nobody's, and none of
    it is ours to keep. The row is deleted when it was dealt with.
    """

    address = models.TextField()

    def __str__(self) -> str:
        return f"#{self.pk}"
