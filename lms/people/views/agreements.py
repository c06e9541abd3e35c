"""The agreements: to be read by anybody, to be accepted by whoever is logged in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from lms.common import languages, markdown
from lms.people import agreements
from lms.people.access import signed_in
from lms.people.actions.agree import accept_agreements
from lms.people.forms import AcceptForm
from lms.people.models import Agreement, AgreementKind


@login_not_required
@require_safe
def read(request: HttpRequest, kind: str, version: str = "") -> HttpResponse:
    """The version in force, or an older one, in the reader's language."""
    kind = kind.replace("-", "_")
    if kind not in AgreementKind.values:
        raise Http404
    published = Agreement.objects.in_force().filter(kind=kind)
    agreement = published.filter(version=version).first() if version else published.first()
    if agreement is None:
        raise Http404
    text = languages.localized(agreement.text)
    context = {
        "agreement": agreement,
        "text": text,
        "body": markdown.render(text.text, top=2),
        "versions": [other for other in published if other.pk != agreement.pk],
    }
    return render(request, "people/agreement.html", context)


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest) -> HttpResponse:
    """Read what is new, say yes, go on to where one was going."""
    person = signed_in(request)
    target = request.POST.get("next", "") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = reverse("portal:home")
    outstanding = agreements.outstanding(person)
    if not outstanding:
        return HttpResponseRedirect(target)
    form = AcceptForm(request.POST or None, count=len(outstanding))
    if request.method == "POST" and form.is_valid():
        # Only what she was shown: a version that came out meanwhile is asked for at the next page.
        shown = form.cleaned_data["shown"]
        accept_agreements(
            person=person, versions=[one for one in outstanding if one.pk in shown], language=languages.current()
        )
        return HttpResponseRedirect(target)
    texts = [languages.localized(one.text) for one in outstanding]
    shown_texts = [
        {"agreement": one, "text": text, "body": markdown.render(text.text, top=3)}
        for one, text in zip(outstanding, texts, strict=True)
    ]
    context = {
        "form": form,
        "texts": shown_texts,
        "shown": ",".join(str(one.pk) for one in outstanding),
        "next": target,
        "is_new_version": person.acceptances.exists(),
    }
    return render(request, "people/accept.html", context)
