"""What earns a certificate of a training, and what is printed beside the built-in words."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField


class CertificateRule(models.Model):
    """The conditions of one training. A training without a row follows the defaults below.

    A test or a feedback form is only asked for where the training has one.
    """

    training = models.OneToOneField("courses.Training", on_delete=models.CASCADE, related_name="certificate_rule")
    attendance_percent = models.PositiveSmallIntegerField(
        _("Attendance, percent of half days"), default=80, validators=[MaxValueValidator(100)]
    )
    pre_test = models.BooleanField(_("Pre-test taken"), default=True)
    post_test = models.BooleanField(_("Post-test passed"), default=True)
    feedback = models.BooleanField(_("Feedback given"), default=True)
    # Sessions that everybody must have been in, whatever the share.
    sessions = models.ManyToManyField("training_sessions.TrainingSession", blank=True, related_name="+")
    valid_years = models.PositiveSmallIntegerField(_("Years until it expires"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(attendance_percent__lte=100), name="certificates_rule_percent_in_range")
        ]

    def __str__(self) -> str:
        return f"rule of training #{self.training_id}"


class CertificateDesign(models.Model):
    """Who signs, and a heading of one's own; ``training`` empty: for every training that has none.

    Changing it changes nothing that is issued: a certificate keeps what was printed on it.
    """

    training = models.OneToOneField(
        "courses.Training", on_delete=models.CASCADE, null=True, blank=True, related_name="certificate_design"
    )
    heading = I18nCharField(_("Heading"), max_length=120, blank=True)
    first_signatory = models.CharField(_("First signatory"), max_length=120, blank=True)
    first_function = I18nCharField(_("Function of the first signatory"), max_length=160, blank=True)
    second_signatory = models.CharField(_("Second signatory"), max_length=120, blank=True)
    second_function = I18nCharField(_("Function of the second signatory"), max_length=160, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(models.Value(1), condition=Q(training=None), name="certificates_one_common_design")
        ]

    def __str__(self) -> str:
        return f"design of training #{self.training_id}" if self.training_id else "common design"
