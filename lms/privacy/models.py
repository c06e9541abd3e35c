"""What a person asked for about her own data, and what the site did about it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.common.models import Timestamped
from lms.common.work import WorkRow

# The time the law gives for an answer.
ANSWER_DAYS = 30
# Between asking to be erased and being erased: she may think again.
WITHDRAW_DAYS = 7


class RequestKind(models.TextChoices):
    """What a person may ask for."""

    EXPORT = "export", _("A copy of the data")
    CORRECTION = "correction", _("A correction")
    ERASURE = "erasure", _("Erasure")


class RequestState(models.TextChoices):
    """Where a request stands."""

    OPEN = "open", pgettext_lazy("requests: not answered yet", "Open")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("data request", "Withdrawn")


class RefusalReason(models.TextChoices):
    """Why the law may ask to keep what somebody wants erased."""

    LEGAL_DUTY = "legal_duty", _("A law obliges us to keep the data for now")
    LEGAL_CLAIM = "legal_claim", _("The data are needed for a legal claim")
    INVESTIGATION = "investigation", _("An authority looks into a misuse")
    NOT_THE_PERSON = "not_the_person", _("We could not make sure that it was you who asked")
    NOT_WRONG = "not_wrong", _("The data were found to be right")


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def waiting(self) -> Self:
        """Open ones, the most urgent first."""
        return self.filter(state=RequestState.OPEN).order_by("due_on", "pk")

    def to_execute(self, now: dt.datetime) -> Self:
        """Erasures whose days to think again are over."""
        return self.filter(state=RequestState.OPEN, kind=RequestKind.ERASURE, execute_at__lte=now).order_by(
            "execute_at", "pk"
        )


class DataRequest(Timestamped):
    """One wish of one person about her data: what, by when it must be answered, what came of it.

    ``text`` is what she wrote about a correction; it is emptied when she is erased.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_requests")
    kind = models.CharField(max_length=10, choices=RequestKind.choices)
    state = models.CharField(max_length=9, choices=RequestState.choices, default=RequestState.OPEN)
    text = models.TextField(max_length=2000, blank=True)
    due_on = models.DateField()
    # Erasure only: when the clock does it, and when its first step was done.
    execute_at = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    # Empty: the clock, or the person herself.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    refusal = models.CharField(max_length=14, choices=RefusalReason.choices, blank=True)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(state="open"), name="privacy_one_open_request_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="privacy_answered_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="refused") & ~Q(refusal="") | ~Q(state="refused") & Q(refusal=""),
                name="privacy_refused_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(kind="erasure") | Q(execute_at__isnull=False), name="privacy_erasure_has_its_time"
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"]), models.Index(fields=["kind", "state", "execute_at"])]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    @property
    def is_open(self) -> bool:
        """Nobody has answered it yet."""
        return self.state == RequestState.OPEN

    @property
    def is_late(self) -> bool:
        """The time for an answer is over."""
        return self.is_open and self.due_on < timezone.now().date()


class DataExport(WorkRow):
    """A ZIP file with what is kept about a person, made in the background, there for seven days."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_exports")
    made_at = models.DateTimeField(auto_now_add=True)
    file = models.FileField(max_length=120, blank=True, editable=False)
    size = models.PositiveBigIntegerField(default=0)
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta(WorkRow.Meta):
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(done_at=None), name="privacy_one_export_at_once"),
        ]

    def __str__(self) -> str:
        return f"export #{self.pk}"

    @property
    def is_ready(self) -> bool:
        """Whether it can be fetched now."""
        return bool(self.file) and self.ends_at is not None and self.ends_at > timezone.now()


class AddressChange(models.Model):
    """A change of e-mail address under way: confirmed at the new one, may be taken back from the old one.

    The links' tokens are made from ``uid`` and the site's key (``lms.privacy.links``), and kept as SHA-256 only.
    ``is_taken``: the new address belongs to another account, so that nothing can come of it; whoever asked is told
    the same words. The row goes when the time to take it back is over.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="address_changes")
    old_email = models.EmailField(max_length=254)
    new_email = models.EmailField(max_length=254)
    confirm_digest = models.CharField(max_length=64, unique=True, editable=False)
    undo_digest = models.CharField(max_length=64, unique=True, editable=False)
    is_taken = models.BooleanField(default=False)
    asked_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["ends_at"])]

    def __str__(self) -> str:
        return f"change of address of #{self.person_id}"


class Merge(models.Model):
    """Two records of one officer were made one. ``gone`` stays as a closed account of nobody."""

    at = models.DateTimeField(default=timezone.now)
    keep = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    gone = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    # Model → how many rows were moved.
    moved = models.JSONField(default=dict)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(keep=models.F("gone")), name="privacy_merge_of_two")]

    def __str__(self) -> str:
        return f"#{self.gone_id} into #{self.keep_id}"


class RetentionRun(models.Model):
    """What one daily round took away: model → rows. ``is_trial``: it only counted.

    ``day`` is set on the clock's own rounds, so that two clocks do not both go.
    """

    day = models.DateField(unique=True, null=True, blank=True)
    began_at = models.DateTimeField(default=timezone.now, db_index=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    is_trial = models.BooleanField(default=False)
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-began_at"]

    def __str__(self) -> str:
        return f"retention of {self.began_at:%Y-%m-%d}"

    @property
    def total(self) -> int:
        """Rows of all kinds together."""
        return sum(self.counts.values())


class FilesToWipe(WorkRow):
    """After an erasure: what the database has written beside its tables is still to be cleaned (SQLite's log)."""

    reason = models.CharField(max_length=40)

    class Meta(WorkRow.Meta):
        verbose_name_plural = "files to wipe"

    def __str__(self) -> str:
        return self.reason
