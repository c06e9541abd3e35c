"""The record of what staff did."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models


class AppendOnly(Exception):
    """Somebody tried to change or delete a row of the audit."""


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Rows can be read and added, nothing else."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly("The audit is append-only.")

    def delete(self) -> NoReturn:
        raise AppendOnly("The audit is append-only.")


class AuditEntry(models.Model):
    """One thing that somebody did. Never changed, never deleted.

    Its links are not enforced by the database: the entry outlives the person and the thing it
    tells about, and deleting those must not try to change it.
    """

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    # Empty: the clock or a command.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    # Package and verb: ``courses.enrol``.
    verb = models.CharField(max_length=80)
    target_type = models.CharField(max_length=80)
    target_id = models.CharField(max_length=64)
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    # Field → [before, after].
    changes = models.JSONField(default=dict)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "audit entries"
        indexes = [models.Index(fields=["target_type", "target_id"]), models.Index(fields=["verb", "at"])]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_type} {self.target_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("The audit is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("The audit is append-only.")
