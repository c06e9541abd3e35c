"""One mail to one person: what it is about, and what became of it."""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.common.languages import Language
from lms.common.work import WorkRow

# How the reason begins where it was the address itself, not the mail server or the account.
ADDRESS_REFUSED = "The address was refused"
# What goes to the owner of a closed account too: else somebody closes it, does it, and opens it again unheard.
TOLD_WHEN_CLOSED = frozenset({"second_factor_reset"})


class NoticeState(models.TextChoices):
    """What became of a notice."""

    QUEUED = "queued", _("Queued")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Could not be sent")


class Notice(WorkRow):
    """A mail that is owed to ``person``. Its words are made when it leaves, in her language of that moment.

    ``context`` holds what the template needs, as JSON: ids, names, dates as text, addresses of pages.
    ``uid`` gives the Message-ID, so a mail that leaves twice after a crash is recognised as one.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.SlugField(max_length=60)
    context = models.JSONField(default=dict, blank=True)
    training_slug = models.SlugField(max_length=80, blank=True)
    state = models.CharField(max_length=6, choices=NoticeState.choices, default=NoticeState.QUEUED)
    # The language it was written in; empty until it was sent.
    language = models.CharField(max_length=7, blank=True, editable=False)
    queued_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(WorkRow.Meta):
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="notices_sent_has_a_time",
            )
        ]
        indexes = [
            *WorkRow.Meta.indexes,
            models.Index(fields=["training_slug", "kind", "person"], name="notices_by_training"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to #{self.person_id}"

    @property
    def message_id(self) -> str:
        """The Message-ID of the mail; the same each time it is sent."""
        return f"<{self.uid.hex}@{urlsplit(settings.BASE_URL).hostname}>"

    @property
    def error(self) -> str:
        """Why it was not sent, for the coordinator; empty if all is well."""
        return self.last_error


class OutsideMail(WorkRow):
    """A mail that is owed to somebody who has no account: an applicant, her supervisor.

    The address and the context are forgotten as soon as the mail left or was given up; what stays
    says that a mail of this kind was sent, not to whom.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    address = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=7, choices=Language.choices, default=Language.ENGLISH)
    kind = models.SlugField(max_length=60)
    context = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=6, choices=NoticeState.choices, default=NoticeState.QUEUED)
    queued_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(WorkRow.Meta):
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="queued") | Q(address=""), name="notices_outside_address_is_forgotten"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    @property
    def message_id(self) -> str:
        """The Message-ID of the mail; the same each time it is sent."""
        return f"<{self.uid.hex}@{urlsplit(settings.BASE_URL).hostname}>"
