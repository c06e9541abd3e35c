"""The record of what staff did."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone

from lms.audit import canonical, keys


class AppendOnly(Exception):
    """Somebody tried to change or delete a row of the audit."""


class AppendOnlyQuerySet[M: models.Model](models.QuerySet[M]):
    """Rows can be read and added, nothing else."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly("The audit is append-only.")

    def delete(self) -> NoReturn:
        raise AppendOnly("The audit is append-only.")


class AppendOnlyModel(models.Model):
    """A row that is never changed and never deleted; triggers in the database say the same."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("The audit is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("The audit is append-only.")


class AuditEntryQuerySet(AppendOnlyQuerySet["AuditEntry"]):
    """Entries; each that is added gets the site's mark."""

    def bulk_create(self, objs: Iterable[AuditEntry], *args: Any, **kwargs: Any) -> list[AuditEntry]:
        entries = list(objs)
        for entry in entries:
            entry.stamp()
        return super().bulk_create(entries, *args, **kwargs)


class AuditEntry(AppendOnlyModel):
    """One thing that somebody did. Never changed, never deleted.

    Its links are not enforced by the database: the entry outlives the person and the thing it
    tells about, and deleting those must not try to change it.
    """

    # A name of its own: a copied row would carry it twice, which the database refuses.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(default=timezone.now, db_index=True, editable=False)
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
    # Field → [before, after], of neutral values.
    changes = models.JSONField(default=dict)
    # The same of a person's own values, sealed with her key (``lms.audit.personal_values``); empty: none.
    personal = models.TextField(blank=True, default="", editable=False)
    # HMAC of the contents, by a key that is not in the database: nobody adds a row around the site unseen.
    mac = models.CharField(max_length=64, editable=False)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["target_type", "target_id"]),
            models.Index(fields=["verb", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_type} {self.target_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.stamp()
        super().save(*args, **kwargs)

    @property
    def keeper_id(self) -> int | None:
        """Whose key seals the personal values: the person it is about, else the actor, whose own words they are."""
        return self.about_id or self.actor_id

    def contents(self) -> dict[str, Any]:
        """What the mark and the chain cover, field by field."""
        return {name: getattr(self, name) for name in canonical.COLUMNS}

    def stamp(self) -> None:
        """Put the site's mark on what is about to be written."""
        self.mac = keys.mark(canonical.marked_bytes(self.contents()))
