"""How often something was tried lately, by whom or from where: as keyed hashes, and for minutes only."""

from __future__ import annotations

from django.db import models


class TryCount(models.Model):
    """The tries of one kind for one account, device or network; see ``lms.people.limits``, its only writer.

    ``key`` is an HMAC, so that the row tells nobody's address; ``hits`` are the moments of the tries
    (seconds since 1970), oldest first. The clock deletes rows whose ``ends_at`` is over.
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    hits = models.JSONField(default=list)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="people_tries_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {len(self.hits)}"
