"""Enrolment: a person in a training. Everything that happens to her there hangs on this row."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.common.languages import Language
from lms.common.models import Timestamped


class EnrolmentState(models.TextChoices):
    """Where a person stands with her seat."""

    WAITING = "waiting", _("On the waiting list")
    OFFERED = "offered", _("Seat offered")
    CONFIRMED = "confirmed", _("Has a seat")
    ATTENDED = "attended", _("Attended")
    DECLINED = "declined", pgettext_lazy("seat", "Declined")
    EXPIRED = "expired", _("Offer expired")
    WITHDRAWN = "withdrawn", pgettext_lazy("seat", "Withdrawn")


# An offer holds its seat until it expires.
SEAT_HOLDING = (EnrolmentState.OFFERED.value, EnrolmentState.CONFIRMED.value, EnrolmentState.ATTENDED.value)
# Who is in the training: sees its course, its rooms, its register.
TAKING_PART = (EnrolmentState.CONFIRMED.value, EnrolmentState.ATTENDED.value)


class Invitation(models.TextChoices):
    """What became of the invitation to a person who was put on a list by her agency."""

    NOT_SENT = "not_sent", _("Not sent")
    QUEUED = "queued", _("Queued")
    SENT = "sent", _("Sent")
    ACCEPTED = "accepted", _("Accepted")
    # The address was refused; and whatever else kept the mail from leaving, which says nothing about the address.
    BOUNCED = "bounced", _("Bounced")
    FAILED = "failed", _("Could not be sent")


# Whom no invitation has reached.
UNREACHED = (Invitation.NOT_SENT.value, Invitation.BOUNCED.value, Invitation.FAILED.value)


class Enrolment(Timestamped):
    """A person in a training; unique. Country, agency and function are kept as they were then."""

    training = models.ForeignKey("courses.Training", on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    state = models.CharField(max_length=10, choices=EnrolmentState.choices)
    country = models.ForeignKey("people.Country", on_delete=models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.CharField(max_length=200, blank=True)
    function = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=7, choices=Language.choices, default=Language.ENGLISH)
    invitation = models.CharField(max_length=10, choices=Invitation.choices, default=Invitation.NOT_SENT)
    accepted_at = models.DateTimeField(null=True, blank=True)
    # Order of the waiting list; set for those who wait.
    waiting_since = models.DateTimeField(null=True, blank=True)
    waiting_number = models.PositiveIntegerField(null=True, blank=True)
    offer_expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["training", "person"], name="courses_enrolled_once"),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(offer_expires_at__isnull=False), name="courses_offer_expires"
            ),
        ]
        indexes = [
            models.Index(fields=["training", "state"]),
            models.Index(fields=["country", "state"]),
        ]

    def __str__(self) -> str:
        return f"#{self.person_id} in #{self.training_id}"

    @property
    def takes_part(self) -> bool:
        """Has a seat, or had one in a training that is over."""
        return self.state in TAKING_PART
