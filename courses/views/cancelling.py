"""A training that will not take place."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from courses.access import coordinates
from courses.actions.stages import CONCERNED, cancel_training
from courses.models import Stage
from courses.views.trainings import training_of
from lms.common.errors import Refused
from lms.common.forms import CleanCharField
from lms.people.access import signed_in
from lms.people.stepup import fresh_login_required


class CancelForm(forms.Form):
    """Why."""

    reason = CleanCharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("Everybody concerned reads it in a mail. Write it in the language of the training."),
    )


@require_http_methods(["GET", "POST"])
@fresh_login_required
def training_cancel(request: HttpRequest, slug: str) -> HttpResponse:
    """Cancel a training, with a reason that is mailed to everybody concerned."""
    person = signed_in(request)
    training = training_of(request, slug)
    if not coordinates(person, training):
        raise PermissionDenied
    if training.stage == Stage.CANCELLED:
        return redirect(training.get_absolute_url())
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_training(training=training, reason=form.cleaned_data["reason"], actor=person)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The training is cancelled. Everybody concerned is told by mail."))
            return redirect(training.get_absolute_url())
    concerned = training.enrolments.filter(state__in=CONCERNED).count()
    context = {"form": form, "training": training, "concerned": concerned, "may_cancel": not training.has_ended}
    return render(request, "courses/training_cancel.html", context)
