"""A person's own certificates, and what is still missing for the next one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from certificates.archive import readable_name
from certificates.eligibility import checklists_for
from certificates.models import Certificate
from courses.models import Enrolment, Stage
from courses.models.enrolment import TAKING_PART
from lms.common.files import private_file_response
from lms.people.access import signed_in
from lms.people.stepup import shows_people


@require_safe
def my_certificates(request: HttpRequest) -> HttpResponse:
    """What she has, and the checklist of every training that may still bring one."""
    person = signed_in(request)
    certificates = list(
        Certificate.objects.current().filter(enrolment__person=person).select_related("country", "enrolment")
    )
    having = {certificate.enrolment_id for certificate in certificates}
    enrolments = [
        enrolment
        for enrolment in Enrolment.objects.filter(person=person, state__in=TAKING_PART)
        .exclude(training__stage=Stage.CANCELLED)
        .select_related("training__course")
        .order_by("-training__starts_on", "-pk")
        if enrolment.pk not in having
    ]
    lists = checklists_for(enrolments) if enrolments else {}
    return render(
        request,
        "certificates/list.html",
        {
            "certificates": certificates,
            "open": [(enrolment, lists[enrolment.pk]) for enrolment in enrolments],
        },
    )


@require_safe
@shows_people
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The stored PDF: for its holder, and for staff who may read the enrolment."""
    rows = Certificate.objects.visible_to(signed_in(request)).with_file()
    certificate = get_object_or_404(rows, pk=pk)
    try:
        return private_file_response(certificate.pdf, readable_name(certificate), "application/pdf")
    except FileNotFoundError as error:
        raise Http404 from error
