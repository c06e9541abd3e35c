"""Trainings: dated deliveries of a course, and who runs them."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.common.languages import Language
from lms.common.models import Timestamped


class Mode(models.TextChoices):
    """How people take part."""

    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("In person and online")


class Stage(models.TextChoices):
    """Where a training stands, from the host's request to its report."""

    REQUESTED = "requested", _("Requested")
    PLANNED = "planned", _("Planned")
    OPEN = "open", pgettext_lazy("training", "Open")
    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Finished")
    REPORTED = "reported", _("Reported")
    CANCELLED = "cancelled", _("Cancelled")


class Training(Timestamped):
    """One dated delivery of a course, in its venue's time zone; or a course's open, self-paced one.

    ``seats_taken`` counts the enrolments that hold a seat. It is changed only by
    ``courses.actions.seats`` with a conditional UPDATE, and a constraint keeps it within bounds.
    ``seats_over`` counts the seats held beyond the capacity that were meant: those of people who
    kept theirs when the capacity was lowered, and those of a training entered after it ended.
    """

    slug = models.SlugField(max_length=80, unique=True)
    # In the training's own language, as the host wrote it.
    title = models.CharField(max_length=200)
    course = models.ForeignKey("courses.Course", on_delete=models.PROTECT, related_name="trainings")
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.IN_PERSON)
    city = models.CharField(max_length=120, blank=True)
    country = models.ForeignKey("people.Country", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    host = models.CharField(max_length=200, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    starts_on = models.DateField(null=True, blank=True)
    days = models.PositiveSmallIntegerField(default=2)
    language = models.CharField(max_length=7, choices=Language.choices, default=Language.ENGLISH)
    capacity = models.PositiveIntegerField(default=40)
    seats_taken = models.PositiveIntegerField(default=0, editable=False)
    seats_over = models.PositiveIntegerField(default=0, editable=False)
    hours = models.PositiveSmallIntegerField(default=12)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.PLANNED)
    is_self_paced = models.BooleanField(default=False)
    staff = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="courses.TrainingStaff", related_name="staffed_trainings"
    )

    class Meta:
        ordering = ["-starts_on", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_self_paced=True) | Q(starts_on__isnull=False), name="courses_training_is_dated"
            ),
            models.CheckConstraint(
                condition=Q(seats_taken__lte=F("capacity") + F("seats_over")), name="courses_seats_within_capacity"
            ),
            models.UniqueConstraint(
                fields=["course"], condition=Q(is_self_paced=True), name="courses_one_self_paced_training"
            ),
        ]
        indexes = [models.Index(fields=["starts_on"]), models.Index(fields=["stage", "starts_on"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("portal:training", args=[self.slug])

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The venue's time zone."""
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def ends_on(self) -> dt.date | None:
        """The last day, in the venue's calendar."""
        return self.starts_on + dt.timedelta(days=self.days - 1) if self.starts_on else None

    def today(self) -> dt.date:
        """Today's date where the training takes place."""
        return timezone.now().astimezone(self.zone).date()

    @property
    def has_started(self) -> bool:
        """Its first day has come, at the venue."""
        return self.starts_on is not None and self.today() >= self.starts_on

    @property
    def has_ended(self) -> bool:
        """Its last day is over, at the venue."""
        return self.ends_on is not None and self.today() > self.ends_on

    @property
    def is_running(self) -> bool:
        """Today is one of its days, and it is not cancelled."""
        return self.has_started and not self.has_ended and self.stage != Stage.CANCELLED

    @property
    def seats_free(self) -> int:
        """Seats that nobody holds; never below zero, even after the capacity was lowered."""
        return max(self.capacity - self.seats_taken, 0)


class CountrySeats(models.Model):
    """How many seats of a training are kept for a country at least, and how many it may take at most."""

    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="country_seats")
    country = models.ForeignKey("people.Country", on_delete=models.PROTECT, related_name="+")
    minimum = models.PositiveIntegerField(default=0)
    maximum = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "country seats"
        constraints = [
            models.UniqueConstraint(fields=["training", "country"], name="courses_country_seats_once"),
            models.CheckConstraint(
                condition=Q(maximum__isnull=True) | Q(maximum__gte=F("minimum")), name="courses_country_seats_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country_id} in #{self.training_id}"


class TrainingStaff(models.Model):
    """A person who runs a training: trainer, manager, presenter, interpreter, rapporteur."""

    class Function(models.TextChoices):
        MANAGER = "manager", _("Training manager")
        TRAINER = "trainer", _("Trainer")
        PRESENTER = "presenter", _("Guest presenter")
        INTERPRETER = "interpreter", _("Interpreter")
        RAPPORTEUR = "rapporteur", _("Rapporteur")
        FOCAL_POINT = "focal_point", _("Host focal point")

    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="staffing")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="staffing")
    function = models.CharField(max_length=12, choices=Function.choices, default=Function.TRAINER)

    class Meta:
        verbose_name_plural = "training staff"
        constraints = [models.UniqueConstraint(fields=["training", "person", "function"], name="courses_staff_once")]

    def __str__(self) -> str:
        return f"{self.get_function_display()} #{self.person_id}"
