"""The certificates of a training, for who runs it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import BooleanField, ExpressionWrapper
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates.access import issuable_trainings
from certificates.actions import issue_certificate, issue_due, set_rules
from certificates.archive import pack
from certificates.eligibility import Checklist, checklists, rule_of
from certificates.forms import DesignForm, RuleForm
from certificates.models import Certificate, CertificateDesign
from courses.access import visible_trainings
from courses.models import Enrolment, Training
from courses.models.enrolment import TAKING_PART
from lms.audit.actions import record_view
from lms.common import languages
from lms.common.errors import Refused
from lms.common.numbers import digits
from lms.people.access import signed_in
from lms.people.stepup import fresh_login_required, shows_people

PAGE = 100
SHOWN = ("due", "issued", "open")


@dataclass(frozen=True)
class Row:
    """One person of the training: her certificate, or what she misses."""

    enrolment: Enrolment
    checklist: Checklist
    certificate: Certificate | None

    @property
    def state(self) -> str:
        """``issued``, ``due`` or ``open``."""
        if self.certificate:
            return "issued"
        return "due" if self.checklist.is_met else "open"


def _training(request: HttpRequest, slug: str) -> Training:
    """The training, if she may know of it (else 404) and runs it (else 403)."""
    person = signed_in(request)
    runs = ExpressionWrapper(issuable_trainings(person), output_field=BooleanField())
    seen = Training.objects.filter(visible_trainings(person)).select_related("course", "country").annotate(runs=runs)
    training = seen.filter(slug=slug).first()
    if training is None:
        raise Http404
    if not training.runs:
        raise PermissionDenied
    return training


def _rows(training: Training) -> list[Row]:
    certificates = {
        certificate.enrolment_id: certificate
        for certificate in Certificate.objects.current().filter(enrolment__training=training)
    }
    return [Row(enrolment, found, certificates.get(enrolment.pk)) for enrolment, found in checklists(training)]


@require_safe
@shows_people
def training_certificates(request: HttpRequest, slug: str) -> HttpResponse:
    """Who has one, who is due, who misses what."""
    training = _training(request, slug)
    rows = _rows(training)
    counts = Counter(row.state for row in rows)
    shown = request.GET.get("show", "")
    if shown in SHOWN:
        rows = [row for row in rows if row.state == shown]
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    record_view(
        actor=signed_in(request),
        what="certificates.training",
        target=training,
        rows=len(page.object_list),
        total=sum(counts.values()),
        part=request.GET.urlencode(),
    )
    return render(
        request,
        "certificates/training.html",
        {
            "training": training,
            "page": page,
            "counts": {state: counts[state] for state in SHOWN},
            "shown": shown if shown in SHOWN else "",
            "total": sum(counts.values()),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@shows_people
@fresh_login_required
def issue_all(request: HttpRequest, slug: str) -> HttpResponse:
    """Say who would get one, then issue to them."""
    training = _training(request, slug)
    if request.method == "POST":
        result = issue_due(training=training, actor=signed_in(request))
        if result.issued:
            messages.success(
                request,
                ngettext(
                    "%(count)s certificate issued. The person gets a mail as soon as the PDF is ready.",
                    "%(count)s certificates issued. Each person gets a mail as soon as the PDF is ready.",
                    len(result.issued),
                )
                % {"count": digits(str(len(result.issued)))},
            )
        elif not result.refused:
            messages.info(request, _("Nobody was due. Nothing changed."))
        for _enrolment, reason in result.refused:
            messages.error(request, reason)
        return redirect("certificates:training", training.slug)
    due = [row for row in _rows(training) if row.state == "due"]
    record_view(actor=signed_in(request), what="certificates.training", target=training, rows=len(due), part="show=due")
    return render(request, "certificates/issue.html", {"training": training, "due": due})


@require_POST
@fresh_login_required
def issue_one(request: HttpRequest, slug: str, enrolment: int) -> HttpResponse:
    """Issue to one person."""
    training = _training(request, slug)
    row = get_object_or_404(Enrolment, pk=enrolment, training=training, state__in=TAKING_PART)
    try:
        issued = issue_certificate(enrolment=row, actor=signed_in(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("Certificate %(number)s is issued. The person gets a mail as soon as the PDF is ready.")
            % {"number": issued.number},
        )
    return redirect("certificates:training", training.slug)


@require_safe
@fresh_login_required
def archive(request: HttpRequest, slug: str) -> HttpResponseBase:
    """All certificates that are ready, as one ZIP file; noted in the audit, since it holds names."""
    training = _training(request, slug)
    ready = list(Certificate.objects.current().with_file().filter(enrolment__training=training).order_by("number"))
    if not ready:
        messages.info(request, _("No certificate is ready to be downloaded yet."))
        return redirect("certificates:training", training.slug)
    record_view(
        actor=signed_in(request),
        what="certificates.training",
        target=training,
        rows=len(ready),
        part="archive",
        verb="certificates.archive",
    )
    response = FileResponse(
        pack(ready), as_attachment=True, filename=f"certificates-{training.slug}.zip", content_type="application/zip"
    )
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_login_required
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """What is asked for in this training, and who signs."""
    training = _training(request, slug)
    design = CertificateDesign.objects.filter(training=training).first() or CertificateDesign(training=training)
    rule_form = RuleForm(request.POST or None, instance=rule_of(training), training=training)
    design_form = DesignForm(request.POST or None, instance=design, prefix="design", locales=languages.CODES)
    if request.method == "POST" and rule_form.is_valid() and design_form.is_valid():
        rule = dict(rule_form.cleaned_data)
        sessions = rule.pop("sessions")
        set_rules(
            training=training,
            rule=rule,
            sessions=sessions,
            design=design_form.cleaned_data,
            actor=signed_in(request),
        )
        messages.success(request, _("Saved. It holds for certificates issued from now on."))
        return redirect("certificates:training", training.slug)
    return render(
        request,
        "certificates/rules.html",
        {"training": training, "rule_form": rule_form, "design_form": design_form},
        status=422 if request.method == "POST" else 200,
    )
