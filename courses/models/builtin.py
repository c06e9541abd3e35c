"""What was loaded of the texts that come with the product, so that a loader never overwrites an editor."""

from __future__ import annotations

from django.db import models


class BuiltinText(models.Model):
    """One text that the product brought: which row it became, and the digest of what was written.

    While the row still has that digest nobody edited it, and a newer text of the product may replace
    it. A name without its row means that somebody deleted the row on purpose.
    """

    name = models.CharField(max_length=200, unique=True)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.name
