"""The public check: no log-in, no name shown, the same answer for every code that is not known."""

from __future__ import annotations

import functools
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from certificates.forms import CodeForm, FileForm, NameForm
from certificates.models import Certificate
from certificates.numbering import CODE_LENGTH
from certificates.throttle import braked
from certificates.verification import FileCheck, check_file, code_in, conditions_met, find, same_name


def unlisted[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Ask search engines to keep the page out of their lists."""

    @functools.wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return wrapped


@require_safe
@login_not_required
@braked
@unlisted
def into_language(request: HttpRequest, code: str) -> HttpResponse:
    """The address in the QR code leads to the reader's language."""
    return redirect("certificates:verify", code)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@braked
@unlisted
def check(request: HttpRequest) -> HttpResponse:
    """Type the code, or bring the file."""
    is_file = request.method == "POST" and "file" in request.FILES
    code_form = CodeForm(request.POST if request.method == "POST" and not is_file else None)
    file_form = FileForm(request.POST, request.FILES) if is_file else FileForm()
    if is_file and file_form.is_valid():
        found = check_file(file_form.cleaned_data["file"].chunks())
        if found.genuine and found.certificate:
            return _answer(request, found.certificate, file_check=found)
        return render(request, "certificates/verify_file.html", {"check": found}, status=422)
    if code_form.is_valid():
        # What cannot be a code leads to the same page as a code that nobody has.
        return redirect("certificates:verify", code_in(code_form.cleaned_data["code"]) or "0" * CODE_LENGTH)
    return render(
        request,
        "certificates/verify_form.html",
        {"code_form": code_form, "file_form": file_form},
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@braked
@unlisted
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What a code stands for. A typed name is answered match or no match; it is not kept."""
    certificate = find(code)
    name_form = NameForm(request.POST if request.method == "POST" else None)
    if certificate is None:
        return render(request, "certificates/verify_unknown.html", {"code_form": CodeForm()}, status=404)
    matches = same_name(name_form.cleaned_data["name"], certificate.name) if name_form.is_valid() else None
    return _answer(request, certificate, name_form=name_form, name_matches=matches)


def _answer(
    request: HttpRequest,
    certificate: Certificate,
    *,
    name_form: NameForm | None = None,
    name_matches: bool | None = None,
    file_check: FileCheck | None = None,
) -> HttpResponse:
    return render(
        request,
        "certificates/verify.html",
        {
            "certificate": certificate,
            "standing": certificate.standing().value,
            "checked_at": timezone.now(),
            "conditions": conditions_met(certificate),
            "country": certificate.country.name() if certificate.country else "",
            "name_form": name_form or NameForm(),
            "name_matches": name_matches,
            "file_form": FileForm(),
            "file_check": file_check,
        },
    )
