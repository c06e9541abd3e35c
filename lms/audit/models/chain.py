"""The chain over the entries: seals, signed heads, and where sealing and checking stand."""

from __future__ import annotations

from django.db import models

from lms.audit.models.entry import AppendOnlyModel, AppendOnlyQuerySet, AuditEntry


class AuditSeal(AppendOnlyModel):
    """The seal of one entry: its number in the chain, and the hash over it and all before it.

    The format is in ``lms.audit.canonical``. Entries are sealed by the clock a few seconds after they were
    written, in the order in which it finds them; an entry whose transaction ended late comes later.
    """

    number = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, on_delete=models.DO_NOTHING, db_constraint=False, related_name="seal")
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    # Whether the entry carried the site's mark when it was sealed.
    genuine = models.BooleanField(default=True)
    marks = models.CharField(max_length=80)
    # On the last seal of each batch.
    signature = models.CharField(max_length=128, blank=True, default="")
    signed_by = models.CharField(max_length=64, blank=True, default="")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=models.Q(number__gte=1), name="audit_seals_begin_at_one"),
        ]

    def __str__(self) -> str:
        return f"seal {self.number} of entry {self.entry_id}"


class AuditHead(AppendOnlyModel):
    """Where the chain stood on one day, signed: kept elsewhere, it shows whether the end was cut off later."""

    day = models.DateField(primary_key=True)
    number = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    signature = models.CharField(max_length=128)
    signed_by = models.CharField(max_length=64)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"head of {self.day}: {self.number}"


class ChainState(models.Model):
    """One row: the lock under which entries are sealed, and how far the clock has checked the chain again.

    Nothing is believed because it stands here; ``audit_verify`` reads entries and seals only.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    # The pass that goes on: the last seal that was looked at.
    checked_number = models.BigIntegerField(default=0)
    pass_began_at = models.DateTimeField(null=True, blank=True)
    # The last pass that came to the end, and up to where.
    passed_at = models.DateTimeField(null=True, blank=True)
    passed_number = models.BigIntegerField(default=0)
    # What is wrong, as sentences in English for the operator; empty: nothing was found.
    problems = models.JSONField(default=list, blank=True)
    problems_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_one_chain")]

    def __str__(self) -> str:
        return f"checked up to {self.passed_number}"
