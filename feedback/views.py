"""The form of a round, and the summary of a training."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.access import visible_trainings
from courses.models import Training
from feedback import access, receipts, summary
from feedback.actions.submit_response import submit_response
from feedback.forms import ResponseForm
from feedback.models import SurveyRound
from lms.common import languages
from lms.common.errors import Refused
from lms.people.access import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, round_id: int) -> HttpResponse:
    """Answer a round: stars first, everything else optional."""
    one = get_object_or_404(SurveyRound.objects.select_related("survey", "training", "session"), pk=round_id)
    enrolment = access.answering_enrolment(signed_in(request), one)
    if enrolment is None:
        raise Http404
    state = "open"
    if receipts.has_answered(enrolment, one):
        state = "answered"
    elif not one.is_open():
        state = "closed" if one.closes_at <= timezone.now() else "early"
    asked = ResponseForm(request.POST or None, round=one)
    if request.method == "POST" and asked.is_valid():
        try:
            submit_response(round=one, enrolment=enrolment, values=asked.values, language=languages.current())
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(one)
        messages.success(request, _("Thank you, your rating has arrived. It is kept without your name."))
        return redirect("feedback:thanks", one.pk)
    return render(
        request,
        "feedback/form.html",
        {"round": one, "form": asked, "state": state},
        status=422 if request.method == "POST" else 200,
    )


@require_safe
def thanks(request: HttpRequest, round_id: int) -> HttpResponse:
    """What is left to rate, right after sending."""
    one = get_object_or_404(SurveyRound.objects.select_related("training", "session"), pk=round_id)
    if access.answering_enrolment(signed_in(request), one) is None:
        raise Http404
    waiting = receipts.open_rounds_for(signed_in(request))
    return render(request, "feedback/thanks.html", {"round": one, "waiting": waiting})


@require_safe
def training_summary(request: HttpRequest, slug: str) -> HttpResponse:
    """What participants said about a training, added up."""
    person = signed_in(request)
    training = get_object_or_404(Training.objects.filter(visible_trainings(person)).distinct(), slug=slug)
    countries = access.summary_countries(person, training)
    if countries is not None and not countries:
        raise Http404
    rounds = summary.training_summary(training, countries=countries)
    return render(request, "feedback/summary.html", {"training": training, "rounds": rounds})
