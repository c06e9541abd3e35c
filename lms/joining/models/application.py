"""What an officer told about herself and her post, and where her application stands."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.common.languages import Language
from lms.common.models import Timestamped
from lms.joining.vocabulary import DeclineCode, Experience, Function, HeardFrom, RankBand, Sex, TechnicalLevel
from lms.people.models.agency import AgencyType
from lms.people.names import full_name


class State(models.TextChoices):
    """Where an application stands; the ways from one to the next are in ``lms.joining.states``."""

    EMAIL_TO_CONFIRM = "email_to_confirm", _("E-mail to be confirmed")
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", pgettext_lazy("application", "Sent")
    IN_REVIEW = "in_review", pgettext_lazy("application", "In review")
    INFORMATION_REQUESTED = "information_requested", _("Information requested")
    SUPERVISOR_ASKED = "supervisor_asked", _("Supervisor asked")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", pgettext_lazy("application", "Declined")
    SUSPENDED = "suspended", _("Suspended")
    EXPIRED = "expired", pgettext_lazy("application", "Expired")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "Withdrawn")
    ERASED = "erased", _("Erased")


# An address has one of these at most: she goes on with it instead of beginning another.
RUNNING = (
    State.EMAIL_TO_CONFIRM.value,
    State.DRAFT.value,
    State.SUBMITTED.value,
    State.IN_REVIEW.value,
    State.INFORMATION_REQUESTED.value,
    State.SUPERVISOR_ASKED.value,
)
# Those that reviewers work on.
UNDER_REVIEW = RUNNING[2:]


class Application(Timestamped):
    """One officer's application to become a member."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("State"), max_length=21, choices=State.choices, default=State.EMAIL_TO_CONFIRM)
    email = models.EmailField(_("Official e-mail"), max_length=254)
    is_webmail = models.BooleanField(default=False)
    webmail_reason = models.TextField(_("Why do you have no address of your agency?"), max_length=1000, blank=True)

    language = models.CharField(
        _("Language for our messages"), max_length=7, choices=Language.choices, default=Language.ENGLISH
    )
    family_name = models.CharField(_("Family name"), max_length=150, blank=True)
    given_name = models.CharField(_("Given name"), max_length=150, blank=True)
    sex = models.CharField(_("Sex"), max_length=10, choices=Sex.choices, blank=True)
    country = models.ForeignKey(
        "people.Country",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Country of service"),
    )
    city = models.CharField(_("City"), max_length=120, blank=True)
    telephone = models.CharField(_("Office telephone"), max_length=40, blank=True)

    agency_name = models.CharField(_("Agency"), max_length=200, blank=True)
    agency_type = models.CharField(_("Kind of agency"), max_length=30, choices=AgencyType.choices, blank=True)
    agency_other = models.CharField(_("What kind of agency is it?"), max_length=200, blank=True)
    unit = models.CharField(_("Unit"), max_length=200, blank=True)
    function = models.CharField(_("What you do"), max_length=30, choices=Function.choices, blank=True)
    function_other = models.CharField(_("What is it that you do?"), max_length=200, blank=True)
    rank_band = models.CharField(_("Rank"), max_length=12, choices=RankBand.choices, blank=True)
    rank_title = models.CharField(_("Your rank in your own words"), max_length=120, blank=True)
    # Encrypted (lms.joining.sealing): it is an officer's key to other systems.
    service_number_sealed = models.TextField(blank=True, editable=False)
    years_in_field = models.PositiveSmallIntegerField(
        _("Years in this field of work"), null=True, blank=True, validators=[MaxValueValidator(60)]
    )

    supervisor_name = models.CharField(_("Supervisor’s full name"), max_length=200, blank=True)
    supervisor_title = models.CharField(_("Supervisor’s post or rank"), max_length=200, blank=True)
    supervisor_email = models.EmailField(_("Supervisor’s official e-mail"), max_length=254, blank=True)
    supervisor_telephone = models.CharField(_("Supervisor’s telephone"), max_length=40, blank=True)
    supervisor_language = models.CharField(
        _("Language in which we write to this person"), max_length=7, choices=Language.choices, blank=True
    )
    may_contact_supervisor = models.BooleanField(_("You may write to this person about my application"), default=False)

    purpose = models.TextField(_("What do you want to use the programme for?"), max_length=2000, blank=True)
    interests = models.JSONField(_("What are you interested in?"), default=list, blank=True)
    experience = models.CharField(
        _("Your experience with artificial intelligence"), max_length=10, choices=Experience.choices, blank=True
    )
    technical_level = models.CharField(
        _("How technical may it be?"), max_length=12, choices=TechnicalLevel.choices, blank=True
    )
    heard_from = models.CharField(_("How did you hear of us?"), max_length=12, choices=HeardFrom.choices, blank=True)
    work_languages = models.JSONField(_("Languages you work in"), default=list, blank=True)
    other_languages = models.CharField(_("Other languages you work in"), max_length=200, blank=True)

    is_visible = models.BooleanField(_("Other members may find me"), default=False)
    shown_fields = models.JSONField(_("What they may see"), default=list, blank=True)
    topics = models.CharField(_("Topics you can talk about"), max_length=300, blank=True)

    serves = models.BooleanField(_("I serve in a competent public authority."), default=False)
    keeps_inside = models.BooleanField(_("I will not share the content outside."), default=False)
    uploads_no_cases = models.BooleanField(
        _("I will not upload case data, or personal data of victims or suspects."), default=False
    )
    accepts_terms = models.BooleanField(_("I accept the terms of engagement."), default=False)
    accepts_data_protection = models.BooleanField(_("I have read how my data are used, and agree."), default=False)
    agrees_to_reconfirm = models.BooleanField(
        _("I will confirm once a year that I still serve, and say so when I leave."), default=False
    )
    # Which versions of the agreements were shown and accepted, in which language of the page, and when.
    agreements = models.JSONField(default=list, blank=True, editable=False)
    agreements_language = models.CharField(max_length=7, choices=Language.choices, blank=True, editable=False)
    agreements_at = models.DateTimeField(null=True, blank=True, editable=False)
    declared_at = models.DateTimeField(null=True, blank=True, editable=False)

    email_confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When she or the clock last touched the draft: it is deleted a month later.
    saved_at = models.DateTimeField(null=True, blank=True, editable=False)
    draft_warned_at = models.DateTimeField(null=True, blank=True, editable=False)

    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    question = models.TextField(blank=True)
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    asked_reminders = models.PositiveSmallIntegerField(default=0, editable=False)
    answer = models.TextField(blank=True)
    decline_code = models.CharField(max_length=14, choices=DeclineCode.choices, blank=True)
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="application"
    )

    class Meta:
        ordering = ["submitted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"], condition=Q(state__in=RUNNING), name="joining_one_running_application"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("email_to_confirm", "withdrawn", "erased"))
                | Q(email_confirmed_at__isnull=False),
                name="joining_confirmed_before_anything",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(*UNDER_REVIEW, "approved", "declined", "suspended", "expired"))
                | Q(submitted_at__isnull=False),
                name="joining_sent_has_a_time",
            ),
            models.CheckConstraint(
                condition=(Q(state="declined") & ~Q(decline_code="")) | (~Q(state="declined") & Q(decline_code="")),
                name="joining_decline_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "submitted_at"], name="joining_by_state"),
            models.Index(fields=["country", "state"], name="joining_by_country"),
            models.Index(fields=["email"], name="joining_by_email"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def full_name(self) -> str:
        """Her names as they are written, see :func:`lms.people.names.full_name`."""
        return full_name(self.given_name, self.family_name)

    @property
    def domain(self) -> str:
        """The part of the address after the @."""
        return self.email.rpartition("@")[2]

    @property
    def is_running(self) -> bool:
        """Not decided and not withdrawn."""
        return self.state in RUNNING

    @property
    def function_words(self) -> str:
        """What she does, in words of the active language, or her own."""
        return self.function_other if self.function == Function.OTHER else self.get_function_display()
