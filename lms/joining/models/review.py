"""What others said about an application, and what was decided."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.joining.models.application import Application, State
from lms.joining.vocabulary import DeclineCode


class SupervisorAnswer(models.TextChoices):
    """Whether the supervisor confirms the post."""

    YES = "yes", _("Yes, I confirm it")
    NO = "no", _("No, this is not right")
    UNKNOWN = "unknown", _("I do not know this person")


class SupervisorRequest(models.Model):
    """The question to the supervisor: one link, good for weeks, for one application."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="supervisor_requests")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    # Where the question went: a reminder goes there and nowhere else, whatever the application says by then.
    address = models.EmailField(max_length=254, blank=True)
    # What the supervisor was asked to vouch for, see ``lms.joining.vouching``.
    vouched = models.JSONField(default=dict, blank=True)
    link = models.OneToOneField("joining.Link", on_delete=models.SET_NULL, null=True, related_name="request")
    reminded_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=7, choices=SupervisorAnswer.choices, blank=True)
    note = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(answered_at=None, revoked_at=None),
                name="joining_one_open_supervisor_request",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="joining_supervisor_answer_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"supervisor of {self.application_id}"

    @property
    def is_open(self) -> bool:
        """Still waited for."""
        return self.answered_at is None and self.revoked_at is None


class Opinion(models.TextChoices):
    """What the country's focal point thinks."""

    SUPPORTS = "supports", _("I support it")
    AGAINST = "against", _("I advise against it")
    UNKNOWN = "unknown", _("I cannot say")


class FocalPointOpinion(models.Model):
    """The opinion of the coordinator of the applicant's country: advice only; asked again when the answers changed."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="opinion")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    opinion = models.CharField(max_length=8, choices=Opinion.choices, blank=True)
    # What stood in the application when the opinion was given, see ``lms.joining.vouching``.
    vouched = models.JSONField(default=dict, blank=True)
    note = models.TextField(blank=True)
    given_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"opinion on {self.application_id}"


class DecisionKind(models.TextChoices):
    """What is decided."""

    APPROVE = "approve", _("Approve")
    DECLINE = "decline", _("Decline")


class DecisionState(models.TextChoices):
    """Where a decision stands: where two persons are needed, the first one's is a proposal."""

    PROPOSED = "proposed", _("Proposed")
    FINAL = "final", _("Final")
    RETURNED = "returned", _("Returned")


class Decision(models.Model):
    """One decision of one reviewer, or of two where the rule asks for two."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=7, choices=DecisionKind.choices)
    state = models.CharField(max_length=8, choices=DecisionState.choices)
    needs_two = models.BooleanField()
    code = models.CharField(max_length=14, choices=DeclineCode.choices, blank=True)
    note = models.TextField(blank=True)
    first = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    first_at = models.DateTimeField()
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    second_at = models.DateTimeField(null=True, blank=True)
    second_note = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(state="proposed"), name="joining_one_open_proposal"
            ),
            models.CheckConstraint(
                condition=~Q(state="final") | Q(needs_two=False) | Q(second_at__isnull=False),
                name="joining_two_persons_decide",
            ),
            # Either may be gone later: an erased reviewer leaves the time behind.
            models.CheckConstraint(
                condition=Q(first=None) | Q(second=None) | ~Q(first=F("second")), name="joining_second_is_another"
            ),
            models.CheckConstraint(condition=~Q(kind="decline") | Q(needs_two=True), name="joining_decline_needs_two"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.application_id}"


class ApplicationEvent(models.Model):
    """One line of an application's history, as reviewers read it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(auto_now_add=True)
    verb = models.CharField(max_length=30)
    # Empty: the applicant, her supervisor or the clock, as the verb says.
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=21, choices=State.choices)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.verb} {self.application_id}"
