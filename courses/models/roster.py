"""Rosters: a file with the people of a training, as it was read, checked and brought in."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.common.models import Timestamped

UNDO_WINDOW = dt.timedelta(hours=24)


class RosterState(models.TextChoices):
    """How far an import is. Only a checked one may be applied, only an applied one undone."""

    CHECKED = "checked", _("Checked, nothing brought in yet")
    APPLIED = "applied", _("Brought in")
    UNDONE = "undone", _("Taken back")


class LineOutcome(models.TextChoices):
    """What bringing in a line means, or meant."""

    NEW = "new", _("New person")
    EXISTING = "existing", _("Known person, new here")
    UPDATE = "update", _("Update, you choose")
    UNCHANGED = "unchanged", _("Already in, no change")
    DUPLICATE = "duplicate", _("Twice in this file")
    REJECTED = "rejected", _("Cannot come in")
    BLANK = "blank", _("Empty row")
    MISSING = "missing", _("No longer in the file")


class RosterImport(Timestamped):
    """One reading of one file for one training: preview first, then brought in once, and undone for a day.

    Lines keep the cells as the file had them, so that columns may be matched anew and a bad cell
    corrected without the file.
    """

    training = models.ForeignKey("courses.Training", on_delete=models.CASCADE, related_name="roster_imports")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=RosterState.choices, default=RosterState.CHECKED)
    file_name = models.CharField(max_length=200)
    sheet = models.CharField(max_length=100, blank=True)
    # How a text file was written: "utf-8", "windows-1252", …; empty for a workbook.
    encoding = models.CharField(max_length=20, blank=True)
    # The file's own line number of the header row, counted from 1.
    header_row = models.PositiveIntegerField()
    headers = models.JSONField(default=list)
    # Field name → column number, counted from 0.
    columns = models.JSONField(default=dict)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    # Agencies that were made because the file names them: undoing takes them back.
    made_agencies = models.JSONField(default=list)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "created_at"])]

    def __str__(self) -> str:
        return f"import #{self.pk} for #{self.training_id}"

    def get_absolute_url(self) -> str:
        return reverse("courses:roster_check", args=[self.training.slug, self.pk])

    @property
    def undo_until(self) -> dt.datetime | None:
        """Until when it can be taken back."""
        return self.applied_at + UNDO_WINDOW if self.applied_at else None

    @property
    def can_be_undone(self) -> bool:
        """Brought in, and the day is not over."""
        return self.state == RosterState.APPLIED and (self.undo_until or timezone.now()) > timezone.now()


class RosterLine(models.Model):
    """One line of the file, what was read from it, and what became of it.

    ``problem`` is a code of ``courses.roster.problems``; with ``details`` it becomes a sentence in the
    reader's language. ``before`` holds what bringing in overwrote.
    """

    roster = models.ForeignKey(RosterImport, on_delete=models.CASCADE, related_name="lines")
    # The file's own line number; 0 for a person who is no longer in the file.
    row = models.PositiveIntegerField()
    cells = models.JSONField(default=list)
    # Corrections made on the page: field name → text.
    corrections = models.JSONField(default=dict)
    given_name = models.CharField(max_length=150, blank=True)
    family_name = models.CharField(max_length=150, blank=True)
    email = models.CharField(max_length=254, blank=True)
    country = models.ForeignKey("people.Country", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agency_name = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=200, blank=True)
    function = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=7, blank=True)
    outcome = models.CharField(max_length=10, choices=LineOutcome.choices)
    field = models.CharField(max_length=20, blank=True)
    problem = models.CharField(max_length=40, blank=True)
    details = models.JSONField(default=dict)
    # Remarks that do not keep the line out: a list of {"code": …, **details}.
    notes = models.JSONField(default=list)
    # For an update or a missing person: whether the coordinator chose it.
    is_chosen = models.BooleanField(default=False)
    # For somebody known who is new to the training: whether what differs in her record is changed as well.
    takes_over = models.BooleanField(default=False)
    # After the import was taken back: what this line had brought in could not be.
    has_stayed = models.BooleanField(default=False)
    enrolment = models.ForeignKey(
        "courses.Enrolment", on_delete=models.SET_NULL, null=True, blank=True, related_name="roster_lines"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="roster_lines"
    )
    before = models.JSONField(default=dict)

    class Meta:
        ordering = ["row", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["roster", "row"], condition=models.Q(row__gt=0), name="courses_roster_row_once"
            )
        ]
        indexes = [models.Index(fields=["roster", "outcome"])]

    def __str__(self) -> str:
        return f"row {self.row} of import #{self.roster_id}"

    @property
    def full_name(self) -> str:
        """Given name and family name, as the file has them."""
        return " ".join(part for part in (self.given_name, self.family_name) if part)


class ColumnChoice(Timestamped):
    """How somebody matched the columns of a set of headers: the next file with the same headers starts from it."""

    # SHA-256 of the headers, folded and in order.
    headers_hash = models.CharField(max_length=64, unique=True)
    columns = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.headers_hash[:12]
